// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventHandler;
import io.carillon.events.InvalidEventException;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a handler wants to be given, read from how its class implements {@link EventHandler}. */
final class PayloadType {

    private PayloadType() {}

    /**
     * The handler as one that takes events whole.
     *
     * @throws IllegalArgumentException if its type argument is nothing an event can be given as
     */
    static EventHandler<Event> adapt(EventHandler<?> handler) {
        Class<?> wanted = of(handler.getClass());
        @SuppressWarnings("unchecked") // only what was found to be of the wanted class is given to it
        EventHandler<Object> any = (EventHandler<Object>) handler;
        if (wanted == Event.class || wanted == Object.class) {
            return any::handle;
        }
        if (wanted == EventData.class) {
            return (event, context) -> any.handle(event.data(), context);
        }
        if (wanted == Map.class) {
            return (event, context) -> any.handle(map(event), context);
        }
        if (wanted.isPrimitive() || wanted.isArray() || wanted.isInterface()) {
            throw new IllegalArgumentException("a handler takes Event, EventData, Map or a record, not "
                    + wanted.getName() + " as " + handler.getClass().getName() + " does");
        }
        return (event, context) -> any.handle(event.data().as(wanted), context);
    }

    private static Object map(Event event) {
        Object value = event.data().value();
        if (!(value instanceof Map)) {
            throw new InvalidEventException("data", "must be a JSON object for a handler of maps", value.toString());
        }
        return value;
    }

    /** The type argument, {@code Event} where none can be found, as with a lambda. */
    static Class<?> of(Class<?> handler) {
        Type argument = argument(handler, new HashMap<>());
        return argument == null ? Event.class : raw(argument);
    }

    private static @Nullable Type argument(Class<?> type, Map<TypeVariable<?>, Type> known) {
        for (Type each : type.getGenericInterfaces()) {
            Type found = argument(each, known);
            if (found != null) {
                return found;
            }
        }
        Type parent = type.getGenericSuperclass();
        return parent == null ? null : argument(parent, known);
    }

    private static @Nullable Type argument(Type type, Map<TypeVariable<?>, Type> known) {
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> raw) {
            TypeVariable<?>[] variables = raw.getTypeParameters();
            Type[] arguments = parameterized.getActualTypeArguments();
            for (int i = 0; i < variables.length; i++) {
                Type argument = arguments[i];
                known.put(variables[i], argument instanceof TypeVariable<?> outer ? resolve(outer, known) : argument);
            }
            return raw == EventHandler.class ? known.get(variables[0]) : argument(raw, known);
        }
        return type instanceof Class<?> plain && plain != Object.class ? argument(plain, known) : null;
    }

    private static Type resolve(TypeVariable<?> variable, Map<TypeVariable<?>, Type> known) {
        Type bound = known.get(variable);
        return bound == null ? variable.getBounds()[0] : bound;
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        }
        if (type instanceof GenericArrayType) {
            return Object[].class;
        }
        return Object.class;
    }
}

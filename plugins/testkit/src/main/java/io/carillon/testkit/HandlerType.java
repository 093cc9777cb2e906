// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventHandler;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;

/** The form in which a handler wants its events, as its {@code implements} clause says. */
final class HandlerType {

    private HandlerType() {}

    /** The type argument of {@link EventHandler}, {@link Event} when the class does not keep one. */
    static Class<?> of(Class<?> handler) {
        for (Class<?> type = handler; type != null; type = type.getSuperclass()) {
            for (Type candidate : type.getGenericInterfaces()) {
                if (candidate instanceof ParameterizedType parameterized
                        && parameterized.getRawType() == EventHandler.class) {
                    return raw(parameterized.getActualTypeArguments()[0]);
                }
            }
        }
        return Event.class;
    }

    private static Class<?> raw(Type argument) {
        if (argument instanceof Class<?> type) {
            return type;
        }
        if (argument instanceof ParameterizedType parameterized
                && parameterized.getRawType() instanceof Class<?> type) {
            return type;
        }
        return Event.class;
    }

    /** The event in the form {@code type}. */
    static Object view(Event event, Class<?> type) {
        if (type == Event.class || type == Object.class) {
            return event;
        }
        if (type == EventData.class) {
            return event.data();
        }
        return type == Map.class ? event.data().value() : event.data().as(type);
    }
}

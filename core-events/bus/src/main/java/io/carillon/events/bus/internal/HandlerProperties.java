// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.HandlerMode;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscribe;
import io.carillon.events.Subscription;
import io.carillon.events.TypePattern;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a subscription from service properties, as {@link Subscribe} makes them. */
final class HandlerProperties {

    private HandlerProperties() {}

    /** Properties by name. */
    @FunctionalInterface
    interface Properties {

        /** The value of a property, {@code null} if it is not set. */
        @Nullable
        Object get(String name);
    }

    /**
     * The subscription that properties declare.
     *
     * @throws IllegalArgumentException naming the property that is wrong, what it holds and what to write
     */
    static Subscription subscription(Properties properties) {
        List<TypePattern> types = types(properties.get(Subscribe.PREFIX_ + "types"));
        String id = text(properties, "id", "main");
        HandlerMode mode = constant(HandlerMode.class, "mode", text(properties, "mode", HandlerMode.DURABLE.name()));
        StartFrom from = constant(StartFrom.class, "from", text(properties, "from", StartFrom.NOW.name()));
        return new Subscription(id, types, mode, from);
    }

    private static List<TypePattern> types(@Nullable Object value) {
        List<?> texts = value instanceof String one
                ? List.of(one)
                : value instanceof String[] several
                        ? Arrays.asList(several)
                        : value instanceof Collection<?> several ? List.copyOf(several) : List.of();
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("service property " + Subscribe.PREFIX_
                    + "types must name one type pattern or more, as String or String[], got " + value);
        }
        return texts.stream().map(each -> new TypePattern(String.valueOf(each))).toList();
    }

    private static String text(Properties properties, String name, String otherwise) {
        Object value = properties.get(Subscribe.PREFIX_ + name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("service property " + Subscribe.PREFIX_ + name + " must be a String, got "
                + value.getClass().getName());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String text) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("service property " + Subscribe.PREFIX_ + name + " must be one of "
                + Arrays.toString(type.getEnumConstants()) + ", got \"" + text + "\"");
    }
}

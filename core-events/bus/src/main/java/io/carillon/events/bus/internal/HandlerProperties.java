// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.HandlerMode;
import io.carillon.events.OnPoison;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import io.carillon.events.ReplayMode;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscribe;
import io.carillon.events.Subscription;
import io.carillon.events.TypePattern;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
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
        return new Subscription(
                text(properties, "id", "main"),
                types,
                constant(properties, "mode", HandlerMode.DURABLE),
                read(properties, "from", StartFrom.NOW.toString(), StartFrom::parse),
                constant(properties, "ordering", Ordering.SUBJECT),
                lanes(properties.get(Subscribe.PREFIX_ + "lanes")),
                constant(properties, "priority", Priority.NORMAL),
                read(properties, "retries", RetryPolicy.DEFAULT.toString(), RetryPolicy::parse),
                constant(properties, "onPoison", OnPoison.HOLD_SUBJECT),
                constant(properties, "replay", ReplayMode.ALLOW));
    }

    private static int lanes(@Nullable Object value) {
        if (value == null) {
            return 1;
        }
        if (value instanceof Integer lanes) {
            return lanes;
        }
        throw new IllegalArgumentException("service property " + Subscribe.PREFIX_ + "lanes must be an Integer, got "
                + value.getClass().getName());
    }

    private static <T> T read(Properties properties, String name, String otherwise, Function<String, T> parse) {
        String text = text(properties, name, otherwise);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "service property " + Subscribe.PREFIX_ + name + " cannot be read: " + e.getMessage(), e);
        }
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

    private static <E extends Enum<E>> E constant(Properties properties, String name, E otherwise) {
        String text = text(properties, name, otherwise.name());
        Class<E> type = otherwise.getDeclaringClass();
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("service property " + Subscribe.PREFIX_ + name + " must be one of "
                + Arrays.toString(type.getEnumConstants()) + ", got \"" + text + "\"");
    }
}

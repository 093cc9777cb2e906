// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.util.List;
import java.util.Objects;

/**
 * What {@link Subscribe} declares, as a value for {@link EventBus#subscribe}.
 *
 * @param id name inside the plugin: 1 to 64 of {@code a-z 0-9 - _ .}
 * @param types 1 to 100 patterns; an immutable list
 * @param mode durable or live
 * @param from where a durable subscription starts the first time
 */
public record Subscription(String id, List<TypePattern> types, HandlerMode mode, StartFrom from) {

    public Subscription {
        if (id.isEmpty() || id.length() > 64 || !id.chars().allMatch(Subscription::allowed)) {
            throw new IllegalArgumentException(
                    "subscription id must be 1 to 64 of a-z, 0-9, '-', '_' and '.', got \"" + id + "\"");
        }
        types = List.copyOf(types);
        if (types.isEmpty() || types.size() > 100) {
            throw new IllegalArgumentException(
                    "subscription \"" + id + "\" must name 1 to 100 type patterns, got " + types.size());
        }
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(from, "from");
    }

    private static boolean allowed(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }

    /** A durable subscription from now on. */
    public static Subscription durable(String id, String... types) {
        return new Subscription(id, patterns(types), HandlerMode.DURABLE, StartFrom.NOW);
    }

    /** A live subscription. */
    public static Subscription live(String id, String... types) {
        return new Subscription(id, patterns(types), HandlerMode.LIVE, StartFrom.NOW);
    }

    private static List<TypePattern> patterns(String... types) {
        return List.of(types).stream().map(TypePattern::new).toList();
    }

    /** Whether an event of this type is wanted. */
    public boolean wants(String type) {
        return types.stream().anyMatch(pattern -> pattern.matches(type));
    }
}

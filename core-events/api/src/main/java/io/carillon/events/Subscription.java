// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.util.List;
import java.util.Objects;

/**
 * What {@link Subscribe} declares, as a value for {@link EventBus#subscribe}. Made by {@link #durable} or {@link #live} and
 * the {@code with} methods.
 *
 * @param id name inside the plugin: 1 to 64 of {@code a-z 0-9 - _ .}
 * @param types 1 to 100 patterns; an immutable list
 * @param mode durable or live; all that follow but {@code priority} say nothing for a live one
 * @param from where a durable subscription starts the first time
 * @param ordering which events wait for each other
 * @param lanes how many events of different keys are handled at a time: 1 to {@value #MAX_LANES}
 * @param priority band
 * @param retries when failed attempts are made again
 * @param onPoison what happens behind a dead letter
 * @param replay whether events may be delivered once more
 */
public record Subscription(
        String id,
        List<TypePattern> types,
        HandlerMode mode,
        StartFrom from,
        Ordering ordering,
        int lanes,
        Priority priority,
        RetryPolicy retries,
        OnPoison onPoison,
        ReplayMode replay) {

    /** The most lanes of one subscription. */
    public static final int MAX_LANES = 16;

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
        Objects.requireNonNull(ordering, "ordering");
        if (lanes < 1 || lanes > MAX_LANES) {
            throw new IllegalArgumentException(
                    "subscription \"" + id + "\" must have 1 to " + MAX_LANES + " lanes, got " + lanes);
        }
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(retries, "retries");
        Objects.requireNonNull(onPoison, "onPoison");
        Objects.requireNonNull(replay, "replay");
    }

    private static boolean allowed(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }

    /** A durable subscription from now on: ordered by subject, one lane, normal priority, default retries. */
    public static Subscription durable(String id, String... types) {
        return of(id, HandlerMode.DURABLE, types);
    }

    /** A live subscription. */
    public static Subscription live(String id, String... types) {
        return of(id, HandlerMode.LIVE, types);
    }

    private static Subscription of(String id, HandlerMode mode, String... types) {
        return new Subscription(
                id,
                List.of(types).stream().map(TypePattern::new).toList(),
                mode,
                StartFrom.NOW,
                Ordering.SUBJECT,
                1,
                Priority.NORMAL,
                RetryPolicy.DEFAULT,
                OnPoison.HOLD_SUBJECT,
                ReplayMode.ALLOW);
    }

    public Subscription withFrom(StartFrom start) {
        return new Subscription(id, types, mode, start, ordering, lanes, priority, retries, onPoison, replay);
    }

    public Subscription withOrdering(Ordering order) {
        return new Subscription(id, types, mode, from, order, lanes, priority, retries, onPoison, replay);
    }

    public Subscription withLanes(int count) {
        return new Subscription(id, types, mode, from, ordering, count, priority, retries, onPoison, replay);
    }

    public Subscription withPriority(Priority band) {
        return new Subscription(id, types, mode, from, ordering, lanes, band, retries, onPoison, replay);
    }

    public Subscription withRetries(RetryPolicy policy) {
        return new Subscription(id, types, mode, from, ordering, lanes, priority, policy, onPoison, replay);
    }

    public Subscription withOnPoison(OnPoison policy) {
        return new Subscription(id, types, mode, from, ordering, lanes, priority, retries, policy, replay);
    }

    public Subscription withReplay(ReplayMode allowed) {
        return new Subscription(id, types, mode, from, ordering, lanes, priority, retries, onPoison, allowed);
    }

    /** Whether an event of this type is wanted. */
    public boolean wants(String type) {
        return types.stream().anyMatch(pattern -> pattern.matches(type));
    }
}

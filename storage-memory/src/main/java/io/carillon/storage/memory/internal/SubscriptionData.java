// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.SubscriptionReader;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.UnitOutcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Subscriptions with their once-keys and dead letters. Guarded by the lock of the store. */
final class SubscriptionData {

    private final NavigableMap<String, SubscriptionRecord> subscriptions = new TreeMap<>(TextOrder::compare);
    private final Map<String, Map<String, Instant>> once = new HashMap<>();
    private final Map<String, NavigableMap<Long, DeadLetter>> letters = new HashMap<>();
    private final Space space;

    SubscriptionData(Space space) {
        this.space = space;
    }

    List<SubscriptionRecord> all() {
        return List.copyOf(subscriptions.values());
    }

    Optional<SubscriptionRecord> get(String name) {
        return Optional.ofNullable(subscriptions.get(name));
    }

    boolean hasOnce(String subscription, String key) {
        return once.getOrDefault(subscription, Map.of()).containsKey(key);
    }

    NavigableMap<Long, DeadLetter> letters(String subscription) {
        return letters.getOrDefault(subscription, new TreeMap<>());
    }

    Optional<UnitOutcome> put(SubscriptionRecord added, Undo undo) {
        SubscriptionRecord before = subscriptions.get(added.name());
        if (before == null && subscriptions.size() >= SubscriptionReader.MAX_SUBSCRIPTIONS) {
            return Optional.of(new UnitOutcome.Rejected(
                    "store-full",
                    "subscription " + added.name() + " is new and the log keeps "
                            + SubscriptionReader.MAX_SUBSCRIPTIONS
                            + " already; remove those whose plugins are gone for good"));
        }
        Optional<UnitOutcome> refusal = space.replace(before == null ? 0 : bytes(before), bytes(added), undo);
        if (refusal.isEmpty()) {
            undo.put(subscriptions, added.name(), added);
        }
        return refusal;
    }

    Optional<UnitOutcome> checkpoint(Change.Checkpoint moved, Undo undo) {
        SubscriptionRecord before = subscriptions.get(moved.subscription());
        if (before == null) {
            return Optional.of(new UnitOutcome.Rejected(
                    "no-subscription",
                    "subscription " + moved.subscription() + " is not known and has no checkpoint to move to "
                            + moved.position() + "; put it first"));
        }
        return put(
                new SubscriptionRecord(
                        before.name(),
                        before.plugin(),
                        before.types(),
                        before.generation(),
                        before.since(),
                        moved.position(),
                        moved.finished(),
                        before.enabled(),
                        before.created()),
                undo);
    }

    void remove(String name, Undo undo) {
        get(name).ifPresent(gone -> space.free(bytes(gone), undo));
        once.getOrDefault(name, Map.of()).keySet().forEach(key -> space.free(Space.entry(key.length()), undo));
        letters(name).values().forEach(letter -> space.free(bytes(letter), undo));
        undo.put(subscriptions, name, null);
        undo.put(once, name, null);
        undo.put(letters, name, null);
    }

    Optional<UnitOutcome> recordOnce(Change.RecordOnce recorded, Undo undo) {
        if (hasOnce(recorded.subscription(), recorded.key())) {
            return Optional.empty();
        }
        Optional<UnitOutcome> refusal =
                space.replace(0, Space.entry(recorded.key().length()), undo);
        if (refusal.isEmpty()) {
            undo.put(
                    once.computeIfAbsent(recorded.subscription(), any -> new HashMap<>()),
                    recorded.key(),
                    recorded.time());
        }
        return refusal;
    }

    Optional<UnitOutcome> putLetter(DeadLetter letter, Undo undo) {
        DeadLetter before = letters(letter.subscription()).get(letter.position());
        Optional<UnitOutcome> refusal = space.replace(before == null ? 0 : bytes(before), bytes(letter), undo);
        if (refusal.isEmpty()) {
            undo.put(letters.computeIfAbsent(letter.subscription(), any -> new TreeMap<>()), letter.position(), letter);
        }
        return refusal;
    }

    void removeLetter(String subscription, long position, Undo undo) {
        DeadLetter gone = letters(subscription).get(position);
        if (gone != null) {
            space.free(bytes(gone), undo);
            undo.put(letters(subscription), position, null);
        }
    }

    private static long bytes(SubscriptionRecord record) {
        long patterns = record.types().stream()
                .mapToLong(type -> Space.entry(type.length()))
                .sum();
        return Space.entry(record.name().length() + record.plugin().length())
                + patterns
                + 24L * record.finished().size();
    }

    private static long bytes(DeadLetter letter) {
        return Space.entry(letter.cause().length() + letter.note().length());
    }
}

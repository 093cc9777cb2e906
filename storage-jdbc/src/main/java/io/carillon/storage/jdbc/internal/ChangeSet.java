// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a group leaves behind beside events: the last state of each row it touches, so that a thousand checkpoints of one
 * subscription are one update. What a unit did can be undone until {@link #keep}.
 */
final class ChangeSet {

    record OnceKey(String subscription, String key) {}

    record LetterKey(String subscription, long position) {}

    record StateKey(String plugin, String key) {}

    /** Removed with everything of theirs before anything else is written. */
    final Set<String> removedSubscriptions = new LinkedHashSet<>();

    final Map<String, SubscriptionRecord> subscriptions = new LinkedHashMap<>();
    final Map<String, Change.Checkpoint> checkpoints = new LinkedHashMap<>();
    final Map<OnceKey, Instant> once = new LinkedHashMap<>();
    /** No letter stands for one that is removed. */
    final Map<LetterKey, @Nullable DeadLetter> letters = new LinkedHashMap<>();
    /** No JSON stands for a key that is removed. */
    final Map<StateKey, @Nullable String> states = new LinkedHashMap<>();
    /** No document stands for one that is removed. */
    final Map<DocumentKey, @Nullable Document> documents = new LinkedHashMap<>();
    /** {@link Change.DeleteData} and {@link Change.Truncate} in order. */
    final List<Change> maintenance = new ArrayList<>();

    private final Deque<Runnable> undo = new ArrayDeque<>();

    boolean isEmpty() {
        return removedSubscriptions.isEmpty()
                && subscriptions.isEmpty()
                && checkpoints.isEmpty()
                && once.isEmpty()
                && letters.isEmpty()
                && states.isEmpty()
                && documents.isEmpty()
                && maintenance.isEmpty();
    }

    void put(SubscriptionRecord subscription) {
        put(subscriptions, subscription.name(), subscription);
        remove(checkpoints, subscription.name());
    }

    void checkpoint(Change.Checkpoint checkpoint) {
        put(checkpoints, checkpoint.subscription(), checkpoint);
    }

    void removeSubscription(String name) {
        if (removedSubscriptions.add(name)) {
            undo.push(() -> removedSubscriptions.remove(name));
        }
        remove(subscriptions, name);
        remove(checkpoints, name);
        List.copyOf(once.keySet()).stream()
                .filter(key -> key.subscription().equals(name))
                .forEach(key -> remove(once, key));
        List.copyOf(letters.keySet()).stream()
                .filter(key -> key.subscription().equals(name))
                .forEach(key -> remove(letters, key));
    }

    void once(Change.RecordOnce change) {
        put(once, new OnceKey(change.subscription(), change.key()), change.time());
    }

    void letter(String subscription, long position, @Nullable DeadLetter letter) {
        put(letters, new LetterKey(subscription, position), letter);
    }

    void state(Change.PutState change) {
        put(states, new StateKey(change.plugin(), change.key()), change.json());
    }

    void document(DocumentKey key, @Nullable Document document) {
        put(documents, key, document);
    }

    void maintain(Change change) {
        maintenance.add(change);
        undo.push(() -> maintenance.remove(maintenance.size() - 1));
    }

    /** Adds a step that takes back something of the unit. */
    void onUndo(Runnable step) {
        undo.push(step);
    }

    /** The unit is accepted. */
    void keep() {
        undo.clear();
    }

    /** The unit is refused: everything since {@link #keep} is taken back. */
    void undo() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    <K, V extends @Nullable Object> void put(Map<K, V> map, K key, V value) {
        boolean had = map.containsKey(key);
        V old = map.put(key, value);
        undo.push(() -> restore(map, key, had, old));
    }

    private <K, V extends @Nullable Object> void remove(Map<K, V> map, K key) {
        if (map.containsKey(key)) {
            V old = map.remove(key);
            undo.push(() -> restore(map, key, true, old));
        }
    }

    @SuppressWarnings("NullAway") // an old value is what the map had held
    private static <K, V extends @Nullable Object> void restore(Map<K, V> map, K key, boolean had, @Nullable V old) {
        if (had) {
            map.put(key, old);
        } else {
            map.remove(key);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.StoreHolder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The state of a plugin as the deliveries of one subscription see it: what the store holds, with the changes of handlers
 * that have returned and whose unit is not committed yet.
 *
 * <p>Threads: safe for concurrent use.
 */
final class PendingEffects {

    /** What a key is set to; {@code null} when it is removed. Told apart by identity. */
    static final class Value {
        final @Nullable String json;

        Value(@Nullable String json) {
            this.json = json;
        }
    }

    /** The order of UTF-8 bytes, which is that of code points. */
    private static final Comparator<String> UTF8 = PendingEffects::compare;

    private final String subscription;
    private final String plugin;
    private final StoreHolder store;
    private final Map<String, Value> values = new HashMap<>();
    /** Keys reserved, and by whom. */
    private final Map<String, Effects> onceKeys = new HashMap<>();

    PendingEffects(String subscription, String plugin, StoreHolder store) {
        this.subscription = subscription;
        this.plugin = plugin;
        this.store = store;
    }

    String subscription() {
        return subscription;
    }

    String plugin() {
        return plugin;
    }

    Optional<String> state(String key) {
        Value value;
        synchronized (this) { // looked at first: what is not here any more is in the store
            value = values.get(key);
        }
        return value == null ? store.read(open -> open.state(plugin, key)) : Optional.ofNullable(value.json);
    }

    /** Keys in ascending order, as they are with some changes on top. */
    List<String> keys(String prefix, String after, int limit, Map<String, Value> changes) {
        Map<String, Value> all;
        synchronized (this) {
            all = new HashMap<>(values);
        }
        all.putAll(changes);
        TreeSet<String> keys = new TreeSet<>(UTF8);
        String from = after;
        while (true) {
            String start = from;
            List<String> page = store.read(open -> open.stateKeys(plugin, prefix, start, limit));
            page.stream().filter(key -> !all.containsKey(key)).forEach(keys::add);
            if (page.size() < limit || keys.size() >= limit) {
                boolean complete = page.size() < limit;
                String last = complete ? "" : page.get(page.size() - 1);
                all.forEach((key, value) -> {
                    boolean inside = complete || compare(key, last) <= 0;
                    if (value.json != null && key.startsWith(prefix) && compare(key, after) > 0 && inside) {
                        keys.add(key);
                    }
                });
                return keys.stream().limit(limit).toList();
            }
            from = page.get(page.size() - 1);
        }
    }

    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean together = Character.isSurrogate(x) == Character.isSurrogate(y);
                return together ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Reserves a key until it is released; returns whether nobody else has. */
    synchronized boolean reserve(String key, Effects by) {
        return onceKeys.putIfAbsent(key, by) == null;
    }

    /** Whether a key is in the store. */
    boolean isStored(String key) {
        return store.read(open -> open.hasOnce(subscription, key));
    }

    /** Lets keys be asked for again that somebody reserved: they are stored, or will not be. */
    synchronized void release(Set<String> keys, Effects by) {
        keys.forEach(key -> onceKeys.remove(key, by));
    }

    /** Lets all keys be asked for again that somebody reserved. */
    synchronized void releaseAll(Effects by) {
        onceKeys.values().removeIf(each -> each == by);
    }

    /** Shows changes to the deliveries that follow. */
    synchronized void show(Map<String, Value> changes) {
        values.putAll(changes);
    }

    /** Takes back changes that are stored, unless newer ones came. */
    synchronized void stored(Map<String, Value> changes) {
        changes.forEach((key, value) -> {
            if (values.get(key) == value) {
                values.remove(key);
            }
        });
    }

    /** Forgets everything: it belongs to another log than the one that is open now. */
    synchronized void clear() {
        values.clear();
        onceKeys.clear();
    }
}

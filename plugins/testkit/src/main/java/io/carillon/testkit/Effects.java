// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.PluginState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one delivery changes: the plugin's state and the once-keys of the subscription. Visible inside the delivery, kept
 * by {@link #commit} and lost without.
 *
 * <p>Threads: safe for concurrent use.
 */
final class Effects implements PluginState {

    private final MemoryState state;
    private final OnceKeys known;
    private final Outage outage;
    private final String subscription;
    private final Map<String, byte @Nullable []> changes = new TreeMap<>();
    private final Set<String> keys = new TreeSet<>();
    private boolean over;

    Effects(MemoryState state, OnceKeys known, Outage outage, String subscription) {
        this.state = state;
        this.known = known;
        this.outage = outage;
        this.subscription = subscription;
    }

    synchronized boolean once(String key) {
        checkOpen();
        outage.check();
        MemoryState.checked(key);
        if (keys.size() >= MAX_KEYS) {
            throw new IllegalArgumentException("one delivery uses at most " + MAX_KEYS + " once-keys");
        }
        return !known.contains(subscription, key) && keys.add(key);
    }

    @Override
    public synchronized <T> Optional<T> get(String key, Class<T> type) {
        return state.get(key, type, changes);
    }

    @Override
    public synchronized List<String> keys(String prefix, String after, int limit) {
        return state.keys(prefix, after, limit, changes);
    }

    @Override
    public void put(String key, Object value) {
        write(Map.of(key, value));
    }

    @Override
    public void remove(String key) {
        write(Collections.singletonMap(key, null));
    }

    @Override
    public synchronized void write(Map<String, ? extends @Nullable Object> written) {
        checkOpen();
        Map<String, byte @Nullable []> encoded = state.encoded(written);
        Set<String> touched = new TreeSet<>(changes.keySet());
        touched.addAll(encoded.keySet());
        if (touched.size() > MAX_KEYS) {
            throw new IllegalArgumentException("the writes of one delivery change at most " + MAX_KEYS
                    + " keys together, this would be " + touched.size());
        }
        changes.putAll(encoded);
    }

    private void checkOpen() {
        if (over) {
            throw new IllegalStateException(
                    "the delivery to " + subscription + " is over; its state cannot be changed any more");
        }
    }

    /** Keeps what was changed. */
    synchronized void commit() {
        over = true;
        state.apply(changes);
        known.add(subscription, keys);
    }

    /** Forgets what was changed. */
    synchronized void discard() {
        over = true;
    }
}

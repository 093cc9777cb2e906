// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.DataBinding;
import io.carillon.events.PluginState;
import io.carillon.events.bus.internal.deliver.PendingEffects.Value;
import io.carillon.events.store.Change;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes one delivery makes to the state of its plugin, and the once-keys it used; kept until it is known to have
 * succeeded. */
final class Effects implements PluginState {

    private final PendingEffects pending;
    private final DataBinding binding;
    private final Map<String, Value> changes = new LinkedHashMap<>();
    private final Set<String> onceKeys = new HashSet<>();
    private boolean sealed;

    Effects(PendingEffects pending, DataBinding binding) {
        this.pending = pending;
        this.binding = binding;
    }

    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
        checkKey(key);
        return json(key).map(json -> binding.bind(json.getBytes(StandardCharsets.UTF_8), type));
    }

    private Optional<String> json(String key) {
        Value own;
        synchronized (this) {
            own = changes.get(key);
        }
        return own == null ? pending.state(key) : Optional.ofNullable(own.json);
    }

    @Override
    public List<String> keys(String prefix, String after, int limit) {
        if (limit < 1 || limit > MAX_KEYS) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_KEYS + ", got " + limit);
        }
        Map<String, Value> own;
        synchronized (this) {
            own = new HashMap<>(changes);
        }
        return pending.keys(prefix, after, limit, own);
    }

    @Override
    public void put(String key, Object value) {
        write(Map.of(key, value));
    }

    @Override
    public void remove(String key) {
        checkKey(key);
        add(Map.of(key, new Value(null)));
    }

    @Override
    public void write(Map<String, ? extends @Nullable Object> given) {
        if (given.isEmpty() || given.size() > MAX_KEYS) {
            throw new IllegalArgumentException("1 to " + MAX_KEYS + " keys are written together, got " + given.size());
        }
        Map<String, Value> values = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            checkKey(key);
            values.put(key, new Value(encode(key, value)));
        });
        add(values);
    }

    private synchronized void add(Map<String, Value> values) {
        ensureOpen();
        Set<String> keys = new HashSet<>(changes.keySet());
        keys.addAll(values.keySet());
        if (keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "one delivery changes at most " + MAX_KEYS + " keys, this would be " + keys.size());
        }
        changes.putAll(values);
    }

    private @Nullable String encode(String key, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        byte[] json = binding.encode(value);
        if (json.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("the value of \"" + key + "\" has " + json.length
                    + " bytes of JSON, the limit is " + MAX_VALUE_BYTES + "; keep large data in a file");
        }
        return new String(json, StandardCharsets.UTF_8);
    }

    private static void checkKey(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "a key must have 1 to " + MAX_KEY_LENGTH + " characters, got " + key.length());
        }
    }

    /** Whether a key was never used before; it is used now. */
    boolean once(String key) {
        checkKey(key);
        synchronized (this) {
            ensureOpen();
            if (onceKeys.size() >= MAX_KEYS) {
                throw new IllegalArgumentException("one delivery uses at most " + MAX_KEYS + " once-keys");
            }
            if (!pending.reserve(key, this)) { // with the lock, so that what is dropped reserves nothing afterwards
                return false;
            }
        }
        boolean known = true;
        try {
            known = pending.isStored(key);
        } finally {
            if (known) {
                pending.release(Set.of(key), this);
            }
        }
        synchronized (this) {
            if (!known && sealed) {
                pending.release(Set.of(key), this);
                ensureOpen();
            }
            if (!known) {
                onceKeys.add(key);
            }
        }
        return !known;
    }

    private void ensureOpen() {
        if (sealed) {
            throw new IllegalStateException("this delivery is over; its state cannot be changed any more");
        }
    }

    synchronized void seal() {
        sealed = true;
    }

    synchronized boolean isEmpty() {
        return changes.isEmpty() && onceKeys.isEmpty();
    }

    /** The changes of the store. */
    synchronized List<Change> changes(Instant now) {
        List<Change> all = new ArrayList<>(changes.size() + onceKeys.size());
        changes.forEach((key, value) -> all.add(new Change.PutState(pending.plugin(), key, value.json)));
        onceKeys.forEach(key -> all.add(new Change.RecordOnce(pending.subscription(), key, now)));
        return all;
    }

    /** Shows the changes to the deliveries that follow. */
    synchronized void show() {
        pending.show(changes);
    }

    /** Notes that the changes are stored. */
    synchronized void stored() {
        pending.stored(changes);
        pending.release(onceKeys, this);
    }

    /** Drops the changes, and what a call that still runs has asked for. */
    synchronized void drop() {
        pending.releaseAll(this);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.PluginState;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plugin state in memory, with the host's limits: values go through JSON, keys are ordered by their UTF-8 bytes. */
final class MemoryState implements PluginState {

    static final Comparator<String> BYTE_ORDER = MemoryState::compareBytes;

    private final JsonBinding binding;
    private final Outage outage;
    private final TreeMap<String, byte[]> values = new TreeMap<>(BYTE_ORDER);

    MemoryState(JsonBinding binding, Outage outage) {
        this.binding = binding;
        this.outage = outage;
    }

    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
        return get(key, type, Map.of());
    }

    /** Reads as if the changes were written. */
    synchronized <T> Optional<T> get(String key, Class<T> type, Map<String, byte @Nullable []> changes) {
        outage.check();
        byte[] json = changes.containsKey(checked(key)) ? changes.get(key) : values.get(key);
        return json == null ? Optional.empty() : Optional.of(binding.bind(json, type));
    }

    @Override
    public List<String> keys(String prefix, String after, int limit) {
        return keys(prefix, after, limit, Map.of());
    }

    /** Lists as if the changes were written. */
    synchronized List<String> keys(String prefix, String after, int limit, Map<String, byte @Nullable []> changes) {
        outage.check();
        if (limit < 1 || limit > MAX_KEYS) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_KEYS + ", got " + limit);
        }
        String from = BYTE_ORDER.compare(after, prefix) > 0 ? after : prefix;
        NavigableSet<String> known = values.navigableKeySet().tailSet(from, !from.equals(after));
        return (changes.isEmpty() ? known : changed(known, changes).tailSet(from, !from.equals(after)))
                .stream().takeWhile(key -> key.startsWith(prefix)).limit(limit).toList();
    }

    private static NavigableSet<String> changed(Set<String> known, Map<String, byte @Nullable []> changes) {
        TreeSet<String> all = new TreeSet<>(BYTE_ORDER);
        all.addAll(known);
        changes.forEach((key, json) -> {
            if (json == null) {
                all.remove(key);
            } else {
                all.add(key);
            }
        });
        return all;
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
    public synchronized void write(Map<String, ? extends @Nullable Object> changes) {
        outage.check();
        apply(encoded(changes));
    }

    /** The changes as they would be kept; {@code null} removes. */
    Map<String, byte @Nullable []> encoded(Map<String, ? extends @Nullable Object> changes) {
        if (changes.isEmpty() || changes.size() > MAX_KEYS) {
            throw new IllegalArgumentException("a write changes 1 to " + MAX_KEYS + " keys, got " + changes.size());
        }
        Map<String, byte @Nullable []> encoded = new TreeMap<>();
        changes.forEach((key, value) -> encoded.put(checked(key), value == null ? null : json(key, value)));
        return encoded;
    }

    /** Keeps encoded changes, even while the store is away: a host tries until it can. */
    synchronized void apply(Map<String, byte @Nullable []> encoded) {
        encoded.forEach((key, json) -> {
            if (json == null) {
                values.remove(key);
            } else {
                values.put(key, json);
            }
        });
    }

    /** As the UTF-8 bytes compare: characters beyond U+FFFF, which are two surrogates here, come last. */
    private static int compareBytes(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            int difference = rank(left.charAt(i)) - rank(right.charAt(i));
            if (difference != 0) {
                return difference;
            }
        }
        return left.length() - right.length();
    }

    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }

    private byte[] json(String key, Object value) {
        byte[] json = binding.encode(value);
        if (json.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "the value of \"" + key + "\" has " + json.length + " bytes, the limit is " + MAX_VALUE_BYTES);
        }
        return json;
    }

    static String checked(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + MAX_KEY_LENGTH + " characters, got " + key.length() + ": \"" + key + "\"");
        }
        return key;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.PluginState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plugin state in memory, with the host's limits: values go through JSON, keys are ordered by their UTF-8 bytes. */
final class MemoryState implements PluginState {

    private final JsonBinding binding;
    private final Outage outage;
    private final TreeMap<String, byte[]> values = new TreeMap<>((left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8)));

    MemoryState(JsonBinding binding, Outage outage) {
        this.binding = binding;
        this.outage = outage;
    }

    @Override
    public synchronized <T> Optional<T> get(String key, Class<T> type) {
        outage.check();
        byte[] json = values.get(checked(key));
        return json == null ? Optional.empty() : Optional.of(binding.bind(json, type));
    }

    @Override
    public synchronized List<String> keys(String prefix, String after, int limit) {
        outage.check();
        if (limit < 1 || limit > MAX_KEYS) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_KEYS + ", got " + limit);
        }
        String from = after.compareTo(prefix) > 0 ? after : prefix;
        return values.tailMap(from, !from.equals(after)).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .limit(limit)
                .toList();
    }

    @Override
    public void put(String key, Object value) {
        write(Map.of(key, value));
    }

    @Override
    public synchronized void remove(String key) {
        outage.check();
        values.remove(checked(key));
    }

    @Override
    public synchronized void write(Map<String, ? extends @Nullable Object> changes) {
        outage.check();
        if (changes.isEmpty() || changes.size() > MAX_KEYS) {
            throw new IllegalArgumentException("a write changes 1 to " + MAX_KEYS + " keys, got " + changes.size());
        }
        Map<String, byte @Nullable []> encoded = new TreeMap<>();
        changes.forEach((key, value) -> encoded.put(checked(key), value == null ? null : json(key, value)));
        encoded.forEach((key, json) -> {
            if (json == null) {
                values.remove(key);
            } else {
                values.put(key, json);
            }
        });
    }

    private byte[] json(String key, Object value) {
        byte[] json = binding.encode(value);
        if (json.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "the value of \"" + key + "\" has " + json.length + " bytes, the limit is " + MAX_VALUE_BYTES);
        }
        return json;
    }

    private static String checked(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + MAX_KEY_LENGTH + " characters, got " + key.length() + ": \"" + key + "\"");
        }
        return key;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.plugin;

import io.carillon.events.DataBinding;
import io.carillon.events.PluginState;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.store.Change;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A plugin's state in the store; writes travel through the appender like everything else. */
final class CommittedState implements PluginState {

    private final String plugin;
    private final StoreHolder store;
    private final Writer writer;
    private final DataBinding binding;

    CommittedState(String plugin, StoreHolder store, Writer writer, DataBinding binding) {
        this.plugin = plugin;
        this.store = store;
        this.writer = writer;
        this.binding = binding;
    }

    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
        checkKey(key);
        return store.read(open -> open.state(plugin, key))
                .map(json -> binding.bind(json.getBytes(StandardCharsets.UTF_8), type));
    }

    @Override
    public List<String> keys(String prefix, String after, int limit) {
        if (limit < 1 || limit > MAX_KEYS) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_KEYS + ", got " + limit);
        }
        return store.read(open -> open.stateKeys(plugin, prefix, after, limit));
    }

    @Override
    public void put(String key, Object value) {
        write(Map.of(key, value));
    }

    @Override
    public void remove(String key) {
        checkKey(key);
        writer.write(new Change.PutState(plugin, key, null));
    }

    @Override
    public void write(Map<String, ? extends @Nullable Object> changes) {
        if (changes.isEmpty() || changes.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "1 to " + MAX_KEYS + " keys are written together, got " + changes.size());
        }
        List<Change> puts = new ArrayList<>(changes.size());
        for (Map.Entry<String, ? extends @Nullable Object> each : changes.entrySet()) {
            checkKey(each.getKey());
            puts.add(new Change.PutState(plugin, each.getKey(), encode(each.getKey(), each.getValue())));
        }
        writer.write(puts);
    }

    private @Nullable String encode(String key, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        byte[] json = binding.encode(value);
        if (json.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("the value of \"" + key + "\" has " + json.length
                    + " bytes of JSON, the limit is " + MAX_VALUE_BYTES + "; keep large data in dataDirectory()");
        }
        return new String(json, StandardCharsets.UTF_8);
    }

    private static void checkKey(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "a key must have 1 to " + MAX_KEY_LENGTH + " characters, got " + key.length());
        }
    }
}

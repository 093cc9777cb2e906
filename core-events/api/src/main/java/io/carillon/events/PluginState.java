// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Durable key-value state of one plugin, kept in the database of the events.
 *
 * <p>Keys are 1 to {@value #MAX_KEY_LENGTH} characters; values are JSON of at most {@value #MAX_VALUE_BYTES} bytes, given
 * as records, maps, lists, strings, numbers or booleans.
 *
 * <p>Threads: safe for concurrent use; a write that returned is visible to every later read. Calls block; none is made on
 * a bus thread.
 */
@ProviderType
public interface PluginState {

    /** The longest key, in characters. */
    int MAX_KEY_LENGTH = 256;

    /** The largest encoded value. */
    int MAX_VALUE_BYTES = 256 * 1024;

    /** The most keys one {@link #write} changes, and one {@link #keys} returns. */
    int MAX_KEYS = 1_000;

    /**
     * Reads one value.
     *
     * @param type a record type, {@code Map.class}, {@code List.class}, {@code String.class}, …
     * @return the value, empty when there is none
     * @throws InvalidEventException if the stored JSON does not fit {@code type}
     * @throws StoreUnavailableException if the store cannot be reached
     */
    <T> Optional<T> get(String key, Class<T> type);

    /**
     * Lists keys in ascending order of their UTF-8 bytes.
     *
     * @param prefix what the keys start with; empty for all
     * @param after exclusive lower bound, empty to start at the first
     * @param limit 1 to {@value #MAX_KEYS}
     * @return an immutable list
     * @throws StoreUnavailableException if the store cannot be reached
     */
    List<String> keys(String prefix, String after, int limit);

    /** {@link #write} of one key. */
    void put(String key, Object value);

    /** Removes a key; nothing happens when it is not there. */
    void remove(String key);

    /**
     * Writes several keys together: all of them or none. {@code null} values remove their key.
     *
     * @param changes 1 to {@value #MAX_KEYS} keys
     * @throws IllegalArgumentException if a key or value breaks a limit; nothing was written
     * @throws StoreUnavailableException if the store cannot be reached; writing the same again is safe
     */
    void write(Map<String, ? extends @Nullable Object> changes);
}

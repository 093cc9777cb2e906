// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Turns Java values into JSON and back, for {@link EventData}. The bus provides it; plugins do not call it.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface DataBinding {

    /**
     * Writes a value as JSON in UTF-8.
     *
     * @param value records, maps with string keys, lists, strings, numbers, booleans, instants; no NaN or infinity
     * @throws InvalidEventException if the value cannot be written, saying which part of it
     */
    byte[] encode(Object value);

    /**
     * Reads JSON into immutable JDK types: {@code Map<String, Object>} in document order, {@code List<Object>},
     * {@code String}, {@code Boolean}, {@code Long}, {@code BigDecimal}. JSON {@code null} inside a container is kept; the
     * containers are unmodifiable.
     *
     * @throws InvalidEventException if this is not JSON within the limits (depth, tokens, duplicate keys)
     */
    Object decode(byte[] json);

    /**
     * Binds JSON to a type.
     *
     * @throws InvalidEventException if the JSON does not fit, with a pointer to the part that does not
     */
    <T> T bind(byte[] json, Class<T> type);
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads plugin state and documents. All methods throw {@link io.carillon.events.StoreUnavailableException} if the store
 * cannot be reached.
 */
@ProviderType
public interface PluginDataReader {

    /** One value of a plugin's state, as JSON text. */
    Optional<String> state(String plugin, String key);

    /**
     * Keys of a plugin's state.
     *
     * @param prefix what they start with; empty for all
     * @param after exclusive lower bound; empty to start at the first
     * @param limit 1 to {@link LogReader#MAX_PAGE}
     * @return an immutable list in ascending order of UTF-8 bytes
     */
    List<String> stateKeys(String plugin, String prefix, String after, int limit);

    /** One document. */
    Optional<Document> document(String collection, String key);

    /**
     * Documents of a collection.
     *
     * @param indexed name of an indexed value to select by; empty for all documents
     * @param value what it must be; of no meaning when {@code indexed} is empty
     * @param after exclusive lower bound of keys; empty to start at the first
     * @param limit 1 to {@link LogReader#MAX_PAGE}
     * @return an immutable list in ascending order of the keys' UTF-8 bytes
     */
    List<Document> documents(String collection, String indexed, String value, String after, int limit);
}

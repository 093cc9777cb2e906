// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens stores. A storage bundle registers one as an OSGi service; the bus opens the configured URL with the provider of
 * its scheme, owns the store and closes it, at the latest when this service goes away. A provider may leave and return
 * with the same data while the host runs.
 */
@ProviderType
public interface EventStoreProvider {

    /** The URL schemes this provider opens, without colon: an immutable set, for instance {@code sqlite}. */
    Set<String> schemes();

    /**
     * Opens a store, creating or migrating its schema if need be.
     *
     * @param settings where, and how long to wait
     * @return an open store that the caller must close
     * @throws io.carillon.events.StoreUnavailableException if it cannot be reached now; trying again may help
     * @throws IllegalArgumentException if the URL or a setting cannot work, saying which part and what to write instead
     * @throws StoreRefusedException if the data must not be opened: it is newer than this provider, in use by another
     *     host, damaged, or on a server that would break the store's promises; nothing was changed
     */
    EventStore open(StoreSettings settings);
}

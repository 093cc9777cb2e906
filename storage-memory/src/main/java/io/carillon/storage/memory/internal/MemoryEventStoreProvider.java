// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.StoreSettings;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Opens stores in memory, URL {@code memory:}. Each is a log of its own that is empty when it is opened and gone when it
 * is closed: a provider that leaves and returns brings nothing back.
 *
 * <p>Properties: {@code maxEvents}, 1,000,000 unless set, and {@code maxBytes}, 256 MiB unless set.
 */
@Component(immediate = true)
public final class MemoryEventStoreProvider implements EventStoreProvider {

    private static final String SCHEME = "memory";

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public EventStore open(StoreSettings settings) {
        if (!settings.url().equals(SCHEME + ":")) {
            throw new IllegalArgumentException(
                    "the URL of a store in memory is memory: and nothing more, because it has no name and no place");
        }
        return new MemoryEventStore(MemoryLimits.from(settings.properties()));
    }
}

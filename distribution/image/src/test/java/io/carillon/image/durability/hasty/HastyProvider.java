// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability.hasty;

import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.StoreSettings;
import java.util.Set;

/** Opens {@code hasty:} URLs as SQLite files with a {@link HastyStore} in front. */
final class HastyProvider implements EventStoreProvider {

    private final EventStoreProvider sqlite;

    HastyProvider(EventStoreProvider sqlite) {
        this.sqlite = sqlite;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("hasty");
    }

    @Override
    public EventStore open(StoreSettings settings) {
        String url = "sqlite" + settings.url().substring("hasty".length());
        return new HastyStore(sqlite.open(
                new StoreSettings(url, settings.dataDirectory(), settings.properties(), settings.timeout())));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.WriteUnit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class MemoryEventStoreProviderTest {

    private final MemoryEventStoreProvider provider = new MemoryEventStoreProvider();

    @Test
    void it_opens_the_url_of_its_scheme() {
        assertThat(provider.schemes()).containsExactly("memory");
        try (EventStore store = provider.open(settings("memory:", Map.of()))) {
            assertThat(store.info().kind()).isEqualTo("memory");
            assertThat(store.info().durable()).isFalse();
            assertThat(store.info().shared()).isFalse();
        }
    }

    @Test
    void anything_behind_the_scheme_is_refused() {
        assertThatThrownBy(() -> provider.open(settings("memory:events", Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memory:");
    }

    @Test
    void settings_it_does_not_know_are_refused_by_name() {
        assertThatThrownBy(() -> provider.open(settings("memory:", Map.of("maxEvent", "1", "user", "u"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[maxEvent, user]")
                .hasMessageContaining("maxEvents");
    }

    @Test
    void limits_come_from_the_settings() {
        assertThat(MemoryLimits.from(Map.of())).isEqualTo(new MemoryLimits(1_000_000, 256L * 1024 * 1024));
        assertThat(MemoryLimits.from(Map.of("maxEvents", "10", "maxBytes", "2000000")))
                .isEqualTo(new MemoryLimits(10, 2_000_000));
    }

    @Test
    void limits_that_cannot_work_are_refused_with_their_name_and_value() {
        for (Map.Entry<String, String> bad : Map.of(
                        "maxEvents", "0",
                        "maxBytes", "1048575")
                .entrySet()) {
            assertRefused(bad.getKey(), bad.getValue());
        }
        assertRefused("maxEvents", "2147483648");
        assertRefused("maxEvents", "many");
        assertRefused("maxBytes", "256MiB");
        assertRefused("maxBytes", "");
    }

    @Test
    void who_waits_for_a_commit_to_be_underway_is_told_before_anything_is_written() {
        try (EventStore store = provider.open(settings("memory:", Map.of()))) {
            List<Optional<String>> seen = new ArrayList<>();

            store.commit(
                    List.of(WriteUnit.of(new Change.PutState("p", "k", "1"))), () -> seen.add(store.state("p", "k")));

            assertThat(seen).containsExactly(Optional.empty());
            assertThat(store.state("p", "k")).contains("1");
        }
    }

    private void assertRefused(String name, String value) {
        assertThatThrownBy(() -> provider.open(settings("memory:", Map.of(name, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }

    private static StoreSettings settings(String url, Map<String, String> properties) {
        return new StoreSettings(url, Path.of("."), properties, Duration.ofSeconds(5));
    }
}

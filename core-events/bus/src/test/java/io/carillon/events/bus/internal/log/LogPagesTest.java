// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.WriteUnit;
import io.carillon.storage.memory.internal.MemoryEventStoreProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LogPagesTest {

    private final BusTimers timers = new BusTimers();
    private final LogTail tail = new LogTail(100, 1024 * 1024);
    private final StoreHolder store = new StoreHolder(
            new StoreSettings("memory:", Path.of("target"), Map.of(), Duration.ofSeconds(10)),
            Clock.systemUTC(),
            timers,
            new Quiet());

    /** Nobody has to know. */
    private static final class Quiet implements StoreHolder.Listener {
        @Override
        public void opened(EventStore open, StoreInfo info) {}

        @Override
        public void ready() {}

        @Override
        public void closing() {}

        @Override
        public void lost(Instant since, String reason) {}
    }

    @AfterEach
    void stop() {
        store.close();
        timers.close();
    }

    @Test
    void a_page_ends_at_the_head_even_if_the_store_has_more_already() {
        store.add(new MemoryEventStoreProvider());
        await().until(store::isOpen);
        for (int i = 0; i < 4; i++) {
            Event event = Event.of(EventDraft.builder("a")
                    .id("e" + i)
                    .source("/test")
                    .time(Instant.EPOCH)
                    .build());
            store.require()
                    .commit(List.of(WriteUnit.of(
                            new Change.Append(NewEvent.of(event, Instant.EPOCH, LogHash.body(event.toDraft()))))));
        }
        tail.reset(2);

        assertThat(new LogPages(tail, store).after(0, 10))
                .extracting(LogEntry::position)
                .containsExactly(1L, 2L);
    }
}

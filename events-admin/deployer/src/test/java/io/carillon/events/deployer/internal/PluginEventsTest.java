// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.Severity;
import io.carillon.events.StoreUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PluginEventsTest {

    @Test
    void events_wait_for_a_bus_in_order_and_beyond_the_limit_the_oldest_are_lost() {
        RecordingBus bus = new RecordingBus();
        try (PluginEvents events = new PluginEvents()) {
            for (int number = 1; number <= PluginEvents.MAX_WAITING + 3; number++) {
                events.publish("started", Severity.INFO, "p" + number, "1.0.0", null, Map.of());
            }
            events.bus(bus);
            Awaitility.await().until(() -> bus.published.size() == PluginEvents.MAX_WAITING);
        }

        List<String> subjects = bus.published.stream()
                .map(EventDraft::subject)
                .flatMap(Optional::stream)
                .toList();
        assertThat(subjects)
                .isEqualTo(IntStream.rangeClosed(4, PluginEvents.MAX_WAITING + 3)
                        .mapToObj(number -> "plugin/p" + number)
                        .toList());
    }

    @Test
    void while_the_store_is_away_events_wait_and_are_published_in_order_when_it_is_back() {
        RecordingBus bus = new RecordingBus();
        bus.failure = new StoreUnavailableException("no store");
        try (PluginEvents events = new PluginEvents()) {
            events.bus(bus);
            events.publish("installed", Severity.INFO, "p", "1.0.0", null, Map.of());
            events.publish("started", Severity.INFO, "p", "1.0.0", null, Map.of());
            Awaitility.await().until(() -> bus.attempts.get() > 0);

            bus.failure = null;

            Awaitility.await().until(() -> bus.about("p").equals(List.of("installed", "started")));
            assertThat(bus.published).allMatch(draft -> draft.id().isPresent());
        }
    }

    @Test
    void an_event_that_is_refused_for_good_holds_up_no_other() {
        RecordingBus bus = new RecordingBus();
        bus.failure = new InvalidEventException("type", "must be a type", "odd");
        try (PluginEvents events = new PluginEvents()) {
            events.bus(bus);
            events.publish("installed", Severity.INFO, "p", "1.0.0", null, Map.of());
            Awaitility.await().until(() -> bus.attempts.get() == 1);
            bus.failure = null;
            events.publish("started", Severity.INFO, "p", "1.0.0", null, Map.of());

            Awaitility.await().until(() -> bus.about("p").equals(List.of("started")));
        }
    }

    @Test
    void closing_ends_while_the_store_is_away() {
        RecordingBus bus = new RecordingBus();
        bus.failure = new StoreUnavailableException("no store");
        long begin = System.nanoTime();
        PluginEvents events = new PluginEvents();
        events.bus(bus);
        events.publish("installed", Severity.INFO, "p", "1.0.0", null, Map.of());
        Awaitility.await().until(() -> bus.attempts.get() > 0);

        events.close();

        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        assertThat(bus.attempts.get()).as("one a second").isLessThanOrEqualTo((int) seconds + 2);
    }

    @Test
    void closing_publishes_what_waits() {
        RecordingBus bus = new RecordingBus();
        PluginEvents events = new PluginEvents();
        events.bus(bus);
        events.publish("stopped", Severity.INFO, "p", "1.0.0", "shell:root", Map.of("drainMs", 0));
        events.close();

        assertThat(bus.published).hasSize(1);
        assertThat(bus.published.get(0).type()).isEqualTo("carillon.plugin.stopped");
    }

    @Test
    void a_bus_that_left_gets_nothing_more() {
        RecordingBus gone = new RecordingBus();
        RecordingBus other = new RecordingBus();
        try (PluginEvents events = new PluginEvents()) {
            events.bus(gone);
            events.bus(other);
            events.noBus(gone);
            events.publish("started", Severity.INFO, "p", "1.0.0", null, Map.of());
            Awaitility.await().until(() -> other.published.size() == 1);
        }
        assertThat(gone.published).isEmpty();
    }
}

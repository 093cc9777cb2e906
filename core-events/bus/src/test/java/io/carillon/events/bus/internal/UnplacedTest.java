// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A subscription that is there and has not been put to its place in the log yet. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnplacedTest {

    private static final String NAME = "test.plugin:d";

    private final List<Long> handled = Collections.synchronizedList(new ArrayList<>());
    private final FaultyStore store = BusFixture.emptyStore();

    private void subscribe(BusFixture bus) {
        bus.plugin.subscribe(
                Subscription.durable("d", "a").withFrom(StartFrom.BEGINNING),
                (event, context) -> handled.add(context.position()));
    }

    @BeforeEach
    void five_events_are_handled() {
        try (BusFixture bus = BusFixture.over(store)) {
            subscribe(bus);
            for (int i = 0; i < 5; i++) {
                bus.publish("a", "s");
            }
            await().until(() -> handled.size() == 5);
        }
        handled.clear();
    }

    /** A host that cannot read where the subscription stands until a second has passed. */
    private BusFixture unplaced(VirtualTime time) {
        store.unread.set(0);
        BusFixture bus = BusFixture.over(store, time);
        await().until(() -> bus.core.store().isOpen());
        store.unreadable = "carillon.retries";
        subscribe(bus);
        await().until(() -> store.unread.get() > 0);
        return bus;
    }

    @Test
    void it_keeps_its_place_when_it_is_paused_and_resumed() {
        VirtualTime time = new VirtualTime();
        try (BusFixture bus = unplaced(time)) {
            bus.core.subscriptions().setEnabled(NAME, false, "ops");
            bus.core.subscriptions().setEnabled(NAME, true, "ops");
            store.unreadable = "";
            time.pass(Duration.ofSeconds(1));
            long next = bus.publish("a", "s");
            await().untilAsserted(() -> assertThat(handled).contains(next));
            assertThat(handled).containsExactly(next);
        }
    }

    @Test
    void it_keeps_its_place_when_it_goes() {
        unplaced(new VirtualTime()).close();
        store.unreadable = "";
        try (BusFixture bus = BusFixture.over(store)) {
            subscribe(bus);
            long next = bus.publish("a", "s");
            await().untilAsserted(() -> assertThat(handled).contains(next));
            assertThat(handled).containsExactly(next);
        }
    }

    @Test
    void it_is_put_to_its_place_when_its_plugin_is_drained_and_not_only_when_that_is_tried_again() {
        try (BusFixture bus = unplaced(new VirtualTime())) {
            store.unreadable = "";
            assertThat(bus.status("d").position()).as("it has no place").isZero();

            bus.core.drains().drain("test.plugin", Duration.ofMinutes(2)); // time stands still all the while

            assertThat(bus.status("d").position()).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void its_drain_waits_for_an_attempt_and_not_for_the_time_of_the_next() {
        try (BusFixture bus = unplaced(new VirtualTime())) {
            int before = store.unread.get();

            bus.core.drains().drain("test.plugin", Duration.ofMinutes(2));

            assertThat(store.unread).hasValueGreaterThan(before);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventConflictException;
import io.carillon.events.EventDraft;
import io.carillon.events.Subscription;
import io.carillon.events.admin.Durations;
import io.carillon.events.admin.TimingsAdmin;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TimingsTest {

    @Test
    void each_publish_counts_by_its_result() {
        try (BusFixture bus = BusFixture.running()) {
            TimingsAdmin timings = bus.core.timings();
            EventDraft draft = EventDraft.builder("a.b").id("1").data(1).build();
            bus.publish(draft);
            bus.publish(draft);
            assertThatThrownBy(() -> bus.publish(draft.toBuilder().data(2).build()))
                    .isInstanceOf(EventConflictException.class);

            await().untilAsserted(() -> {
                assertThat(timings.accepted().count()).isEqualTo(2);
                assertThat(timings.refused().count()).isEqualTo(1);
            });
            assertThat(timings.accepted().total()).isPositive();
        }
    }

    @Test
    void each_call_counts_for_its_handler_whatever_came_of_it_as_long_as_that_is_there() {
        try (BusFixture bus = BusFixture.running()) {
            Subscription durable = Subscription.durable("d", "a.*");
            var registration = bus.plugin.subscribe(durable, (event, context) -> {
                Thread.onSpinWait();
                if (event.type().equals("a.bad")) {
                    throw new IllegalStateException("no");
                }
            });
            bus.plugin.subscribe(Subscription.live("l", "b.*"), (event, context) -> Thread.onSpinWait());
            bus.publish("a.good");
            bus.publish("a.bad");
            bus.publish("b.x");
            TimingsAdmin timings = bus.core.timings();

            await().untilAsserted(() -> {
                Map<String, Durations> handlers = timings.handlers();
                assertThat(handlers.keySet()).containsExactly("test.plugin:d", "test.plugin:l");
                assertThat(handlers.get("test.plugin:d"))
                        .matches(took -> took.count() >= 2 && took.total().compareTo(Duration.ZERO) > 0);
                assertThat(handlers.get("test.plugin:l")).matches(took -> took.count() == 1);
            });

            registration.close();
            assertThat(timings.handlers()).containsOnlyKeys("test.plugin:l");
        }
    }
}

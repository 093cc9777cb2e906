// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.OnPoison;
import io.carillon.events.Ordering;
import io.carillon.events.Registration;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Mark;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Where a subscription begins, goes on and is put. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PlaceTest {

    private static final String NAME = "test.plugin:d";

    private final List<Long> handled = Collections.synchronizedList(new ArrayList<>());

    private void subscribe(BusFixture bus, Subscription subscription) {
        bus.plugin.subscribe(subscription, (event, context) -> handled.add(context.position()));
    }

    private static List<Long> publish(BusFixture bus, String type, int count) {
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            positions.add(bus.publish(type, "s" + i));
        }
        return positions;
    }

    @Test
    void a_subscription_begins_where_it_declares() {
        VirtualTime time = new VirtualTime();
        try (BusFixture bus = BusFixture.over(BusFixture.emptyStore(), time)) {
            List<Long> all = publish(bus, "a", 5);
            time.pass(Duration.ofHours(1));
            Instant noon = time.clock().instant();
            publish(bus, "b", 2);
            all.addAll(publish(bus, "a", 5));

            subscribe(bus, Subscription.durable("p", "a").withFrom(new StartFrom.Position(all.get(3))));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all.subList(3, 10)));
            handled.clear();
            subscribe(bus, Subscription.durable("t", "a").withFrom(new StartFrom.Time(noon)));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all.subList(5, 10)));
            handled.clear();
            subscribe(bus, Subscription.durable("l", "a").withFrom(new StartFrom.Last(3)));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all.subList(7, 10)));
            handled.clear();
            subscribe(bus, Subscription.durable("m", "a").withFrom(new StartFrom.Last(100)));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all));
        }
    }

    @Test
    void a_subscription_put_back_handles_again_and_put_forward_passes_by() {
        try (BusFixture bus = BusFixture.running()) {
            subscribe(bus, Subscription.durable("d", "a").withFrom(StartFrom.BEGINNING));
            List<Long> all = publish(bus, "a", 10);
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all));
            handled.clear();

            long to = bus.core.subscriptions().seek(NAME, new StartFrom.Position(all.get(6)), "ann");

            assertThat(to).isEqualTo(all.get(6) - 1);
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all.subList(6, 10)));

            handled.clear();
            bus.core.subscriptions().setEnabled(NAME, false, "ann");
            publish(bus, "a", 5);
            bus.core.subscriptions().seek(NAME, StartFrom.NOW, "ann");
            bus.core.subscriptions().setEnabled(NAME, true, "ann");
            long fresh = bus.publish("a", "s");
            await().untilAsserted(() -> assertThat(handled).containsExactly(fresh));
            assertThat(bus.hostEvents())
                    .filteredOn(event -> event.type().equals("carillon.subscription.moved"))
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event.actor()).contains("ann"));
            assertThatThrownBy(() -> bus.core.subscriptions().seek(NAME, new StartFrom.Position(fresh + 1_000), "ann"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the log ends at position");
            assertThatThrownBy(() -> bus.core.subscriptions().seek("nobody:d", StartFrom.NOW, "ann"))
                    .isInstanceOf(NoSuchElementException.class);
            long last = bus.publish("a", "s"); // it goes on after a seek that was refused
            await().untilAsserted(() -> assertThat(handled).containsExactly(fresh, last));
        }
    }

    @Test
    void putting_a_subscription_back_drops_what_it_set_aside_after_that_place_and_nothing_before() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(
                    Subscription.durable("d", "a").withRetries(RetryPolicy.parse("none")), (event, context) -> {
                        if (handled.size() < 1_000) {
                            throw new IllegalStateException("no");
                        }
                    });
            List<Long> all = publish(bus, "a", 4);
            await().until(() -> bus.store.countDeadLetters(NAME) == 4);
            bus.core.subscriptions().setEnabled(NAME, false, "ann");

            bus.core.subscriptions().seek(NAME, new StartFrom.Position(all.get(2)), "ann");

            assertThat(bus.store.deadLetters(NAME, 0, 10))
                    .extracting(io.carillon.events.store.DeadLetter::position)
                    .containsExactlyElementsOf(all.subList(0, 2));
            assertThat(bus.store.documents("carillon.retries", "", "", "", 10)).hasSize(2);
            assertThat(bus.status("d").counts().heldKeys()).isEqualTo(2);
            bus.core.subscriptions().setEnabled(NAME, true, "ann");
            await().until(() -> bus.store.countDeadLetters(NAME) == 4);
        }
    }

    @Test
    void a_subscription_is_put_elsewhere_only_after_the_call_that_runs_has_ended() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {
                inside.countDown();
                leave.await();
                handled.add(context.position());
            });
            long first = bus.publish("a", "s");
            inside.await();
            Thread mover = new Thread(
                    () -> bus.core.subscriptions().seek(NAME, new StartFrom.Position(first), "ann"), "mover");
            mover.start();
            await().until(() -> mover.getState() == Thread.State.TIMED_WAITING);
            leave.countDown();
            mover.join();

            await().untilAsserted(() -> assertThat(handled).containsExactly(first, first));
        }
    }

    @Test
    void a_purged_subscription_begins_anew_and_leaves_its_history() {
        try (BusFixture bus = BusFixture.running()) {
            Registration registration = bus.plugin.subscribe(
                    Subscription.durable("d", "a").withRetries(RetryPolicy.parse("none")), (event, context) -> {
                        throw new IllegalStateException("no");
                    });
            publish(bus, "a", 3);
            await().until(() -> bus.store.countDeadLetters(NAME) == 3);
            assertThatThrownBy(() -> bus.core.subscriptions().purge(NAME, "ann"))
                    .isInstanceOf(IllegalStateException.class);
            registration.close();
            await().until(() -> bus.status("d").expires() != null);

            bus.core.subscriptions().purge(NAME, "ann");

            assertThat(bus.core.subscriptions().get(NAME)).isEmpty();
            assertThat(bus.store.countDeadLetters(NAME)).isZero();
            assertThat(bus.store.documents("carillon.retries", "", "", "", 10)).isEmpty();
            List<Long> fresh = new ArrayList<>();
            subscribe(bus, Subscription.durable("d", "a", "b"));
            await().until(() -> bus.store.subscription(NAME).isPresent());
            fresh.addAll(publish(bus, "a", 2));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(fresh));
            assertThat(SubscriptionHistory.read(bus.store, NAME).spans())
                    .extracting(Span::mark)
                    .containsExactly(Mark.STARTED, Mark.LEFT, Mark.PURGED, Mark.STARTED);
        }
    }

    @Test
    void nothing_is_read_further_while_as_many_events_are_set_aside_as_may_be() {
        try (BusFixture bus = BusFixture.over(BusFixture.emptyStore(), BusFixture.settings(3))) {
            bus.plugin.subscribe(
                    Subscription.durable("d", "a", "b").withRetries(RetryPolicy.parse("none")), (event, context) -> {
                        if (event.type().equals("a")) {
                            throw new IllegalStateException("no");
                        }
                        handled.add(context.position());
                    });
            List<Long> poison = publish(bus, "a", 3);
            await().until(() -> bus.status("d").counts().heldKeys() == 3);
            List<Long> behind = publish(bus, "b", 200).subList(3, 200); // those of the same keys are held
            await().until(() -> bus.status("d").state() == State.FAILING);
            assertThat(bus.status("d").failure()).contains("3 events are set aside, as many as may be");
            assertThat(handled).isEmpty();

            bus.core
                    .deadLetters()
                    .discard(NAME, io.carillon.events.admin.DeadLettersAdmin.Filter.at(poison.get(0)), "ann");
            await().untilAsserted(() -> assertThat(handled).containsAll(behind));
        }
    }

    @Test
    void what_was_read_already_is_not_begun_when_as_many_events_are_set_aside_as_may_be() {
        try (BusFixture bus = BusFixture.over(BusFixture.emptyStore(), BusFixture.settings(3))) {
            publish(bus, "a", 10);
            bus.plugin.subscribe(
                    Subscription.durable("d", "a")
                            .withFrom(StartFrom.BEGINNING)
                            .withLanes(4)
                            .withRetries(RetryPolicy.parse("1h")),
                    (event, context) -> {
                        throw new IllegalStateException("no");
                    });
            await().until(() -> bus.status("d").counts().retrying() == 3);
            await().during(Duration.ofMillis(300))
                    .until(() -> bus.status("d").counts().failed() == 3);
            await().untilAsserted(() -> assertThat(bus.store.documents("carillon.retries", "", "", "", 10))
                    .hasSize(3));
        }
    }

    @Test
    void a_dead_letter_without_a_key_holds_nobody() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(
                    Subscription.durable("d", "a", "b")
                            .withOrdering(Ordering.NONE)
                            .withOnPoison(OnPoison.HOLD_SUBJECT)
                            .withRetries(RetryPolicy.parse("none")),
                    (event, context) -> {
                        if (event.type().equals("a")) {
                            throw new IllegalStateException("no");
                        }
                        handled.add(context.position());
                    });
            bus.publish("a", "s");
            long behind = bus.publish("b", "s");
            await().untilAsserted(() -> assertThat(handled).containsExactly(behind));
            await().until(() -> bus.store.countDeadLetters(NAME) == 1);
            assertThat(bus.status("d").counts().heldKeys()).isZero();
        }
    }

    @Test
    void a_replay_takes_its_turn_and_leaves_no_trace() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            List<String> replays = Collections.synchronizedList(new ArrayList<>());
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {
                context.replayId().ifPresent(replays::add);
                handled.add(context.position());
            });
            long position = bus.publish("a", "s");
            await().untilAsserted(() -> assertThat(bus.store.subscription(NAME))
                    .hasValueSatisfying(stored -> assertThat(stored.position()).isGreaterThanOrEqualTo(position)));
            Event event = bus.store.readAfter(position - 1, 1).get(0).event();
            long head = bus.store.head().position();

            var subscriber = bus.core.subscribers().iterator().next();
            BusFixture.get(subscriber.replay(event, position, "r1"));

            assertThat(handled).containsExactly(position, position);
            assertThat(replays).containsExactly("r1");
            assertThat(bus.store.head().position()).isEqualTo(head);
            subscriber.drain(Duration.ofSeconds(1));
            assertThatThrownBy(() -> BusFixture.get(subscriber.replay(event, position, "r2")))
                    .hasMessageContaining("takes no replay now");
            long waiting = bus.publish("a", "s");
            assertThat(bus.status("d").state()).isEqualTo(State.DRAINING);
            subscriber.undrain();
            await().untilAsserted(() -> assertThat(handled).containsExactly(position, position, waiting));
        }
    }
}

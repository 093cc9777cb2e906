// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventHandler;
import io.carillon.events.InvalidEventException;
import io.carillon.events.OnPoison;
import io.carillon.events.Registration;
import io.carillon.events.RetryPolicy;
import io.carillon.events.Subscription;
import io.carillon.events.admin.DeadLettersAdmin.Filter;
import io.carillon.events.admin.DeadLettersAdmin.Item;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.json.JsonBinding;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.EventQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What becomes of events whose last attempt failed, and of what waits behind them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PoisonTest {

    private static final String NAME = "test.plugin:d";

    private final List<Long> handled = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean fixed;

    private final EventHandler<Event> handler = (event, context) -> {
        if (event.type().equals("a.poison") && !fixed) {
            IllegalStateException cause = new IllegalStateException("it is poison");
            IllegalStateException failure = new IllegalStateException("cannot", cause);
            cause.initCause(failure);
            throw failure;
        }
        handled.add(context.position());
    };

    private static Subscription once(OnPoison policy) {
        return Subscription.durable("d", "a.*")
                .withRetries(RetryPolicy.parse("none"))
                .withOnPoison(policy);
    }

    private static List<DeadLetter> letters(BusFixture bus) {
        return bus.store.deadLetters(NAME, 0, 1_000);
    }

    @Test
    void a_dead_letter_names_attempts_times_and_a_cause_that_refers_to_itself() {
        VirtualTime time = new VirtualTime();
        try (BusFixture bus = BusFixture.over(BusFixture.emptyStore(), time)) {
            bus.plugin.subscribe(Subscription.durable("d", "a.*").withRetries(RetryPolicy.parse("1s,5s")), handler);
            long poison = bus.publish("a.poison", "s");
            Instant began = time.clock().instant();
            await().until(() -> bus.status("d").counts().retrying() == 1);
            time.pass(Duration.ofSeconds(2));
            await().until(() -> bus.status("d").counts().failed() == 2);
            await().until(() -> bus.status("d").handling() == 0);
            assertThat(letters(bus)).isEmpty();
            await().untilAsserted(() -> {
                time.pass(Duration.ofSeconds(1));
                assertThat(letters(bus)).hasSize(1);
            });

            DeadLetter letter = letters(bus).get(0);
            assertThat(letter.position()).isEqualTo(poison);
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.first()).isEqualTo(began);
            assertThat(letter.last()).isAfter(began.plusSeconds(5));
            assertThat(letter.cause())
                    .startsWith("java.lang.IllegalStateException: cannot")
                    .contains("Caused by: java.lang.IllegalStateException: it is poison")
                    .contains("PoisonTest")
                    .hasSizeLessThanOrEqualTo(DeadLetter.MAX_CAUSE);
            Event told = bus.hostEvents().stream()
                    .filter(event -> event.type().equals("carillon.subscription.event_dead_lettered"))
                    .findFirst()
                    .orElseThrow();
            assertThat(told.subject()).contains("subscription/" + NAME);
            assertThat(told.bind(new JsonBinding(PoisonTest.class.getClassLoader()))
                            .data()
                            .value())
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsEntry("subscription", NAME)
                    .containsEntry("plugin", "test.plugin")
                    .containsEntry("position", poison)
                    .containsEntry("attempts", 3L)
                    .containsEntry("errorClass", "java.lang.IllegalStateException");
        }
    }

    @Test
    void held_followers_are_handled_in_order_once_the_poison_is_replayed() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(once(OnPoison.HOLD_SUBJECT), handler);
            long poison = bus.publish("a.poison", "s");
            long free = bus.publish("a.x", "t");
            List<Long> expected = new ArrayList<>(List.of(free, poison));
            await().until(() -> letters(bus).size() == 1);
            List<CompletionStage<?>> receipts = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                receipts.add(bus.plugin.publish(io.carillon.events.EventDraft.builder("a.x")
                        .subject("s")
                        .build()));
            }
            receipts.forEach(BusFixture::get);
            long last = bus.core.events().head().position();
            await().until(() -> bus.status("d").position() >= last); // nobody is waited for
            await().until(() -> bus.store.subscription(NAME).orElseThrow().position() >= last);
            assertThat(handled).containsExactly(free);
            assertThat(bus.store.documents("carillon.retries", "", "", "", 10)).hasSize(1);

            fixed = true;
            assertThat(bus.core.deadLetters().replay(NAME, Filter.ALL, "ann")).isEqualTo(1);
            long after = bus.publish("a.x", "s");

            receipts.forEach(each -> expected.add(((io.carillon.events.Receipt) BusFixture.get(each)).position()));
            expected.add(after);
            await().untilAsserted(() -> assertThat(handled).hasSameSizeAs(expected));
            assertThat(handled).isEqualTo(expected);
            await().untilAsserted(() -> assertThat(letters(bus)).isEmpty());
            await().until(() ->
                    bus.store.documents("carillon.retries", "", "", "", 10).isEmpty());
            assertThat(bus.store.count(EventQuery.builder()
                            .types("carillon.subscription.dead_letters_replayed")
                            .build()))
                    .isEqualTo(1);
        }
    }

    @Test
    void discarding_a_dead_letter_lets_its_followers_go_on_without_it() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(once(OnPoison.HOLD_SUBJECT), handler);
            bus.publish("a.poison", "s");
            await().until(() -> letters(bus).size() == 1);
            long first = bus.publish("a.x", "s");
            long second = bus.publish("a.x", "s");
            await().until(() -> bus.status("d").position() >= second);
            assertThat(handled).isEmpty();

            assertThat(bus.core.deadLetters().discard(NAME, Filter.ALL, "ann")).isEqualTo(1);

            await().untilAsserted(() -> assertThat(handled).containsExactly(first, second));
            assertThat(letters(bus)).isEmpty();
        }
    }

    @Test
    void followers_that_are_poison_themselves_hold_what_is_behind_them() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(once(OnPoison.HOLD_SUBJECT), handler);
            long first = bus.publish("a.poison", "s");
            await().until(() -> letters(bus).size() == 1);
            long between = bus.publish("a.x", "s");
            long second = bus.publish("a.poison", "s");
            long behind = bus.publish("a.x", "s");
            await().until(() -> bus.status("d").position() >= behind);

            bus.core.deadLetters().discard(NAME, Filter.at(first), "ann");
            await().untilAsserted(() ->
                    assertThat(letters(bus)).extracting(DeadLetter::position).containsExactly(second));
            assertThat(handled).containsExactly(between);

            fixed = true;
            bus.core.deadLetters().replay(NAME, Filter.at(second), "ann");
            await().untilAsserted(() -> assertThat(handled).containsExactly(between, second, behind));
        }
    }

    @Test
    void skipped_poison_stops_nobody_and_is_handled_out_of_order_when_replayed() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(once(OnPoison.SKIP), handler);
            long poison = bus.publish("a.poison", "s");
            long behind = bus.publish("a.x", "s");
            await().untilAsserted(() -> assertThat(handled).containsExactly(behind));
            await().until(() -> letters(bus).size() == 1);
            assertThat(bus.store.documents("carillon.retries", "", "", "", 10)).isEmpty();

            assertThat(bus.core.deadLetters().replay(NAME, Filter.ALL, "ann")).isEqualTo(1);
            await().until(() -> bus.status("d").counts().failed() == 2);
            await().until(() ->
                    bus.store.documents("carillon.retries", "", "", "", 10).isEmpty());
            assertThat(letters(bus)).hasSize(1);

            fixed = true;
            bus.core.deadLetters().replay(NAME, Filter.ALL, "ann");
            await().untilAsserted(() -> assertThat(handled).containsExactly(behind, poison));
            await().untilAsserted(() -> assertThat(letters(bus)).isEmpty());
        }
    }

    @Test
    void retries_that_end_in_a_skipped_letter_let_the_followers_follow() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(once(OnPoison.SKIP).withRetries(RetryPolicy.parse("50ms,50ms")), handler);
            bus.publish("a.poison", "s");
            List<Long> behind = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                behind.add(bus.publish("a.x", "s"));
            }
            await().untilAsserted(() -> assertThat(handled).isEqualTo(behind));
            assertThat(letters(bus)).hasSize(1);
        }
    }

    @Test
    void a_subscription_that_stops_behind_poison_says_so_stays_stopped_and_goes_on_when_told() {
        FaultyStore store = BusFixture.emptyStore();
        long poison;
        long behind;
        try (BusFixture bus = BusFixture.over(store)) {
            bus.plugin.subscribe(once(OnPoison.STOP), handler);
            poison = bus.publish("a.poison", "s");
            await().until(() -> letters(bus).size() == 1);
            behind = bus.publish("a.x", "t");
            await().until(() -> bus.status("d").state() == State.FAILING);
            assertThat(bus.status("d").failure())
                    .contains("stopped behind the dead letter at position " + poison, "replay or discard it");
        }
        try (BusFixture again = BusFixture.over(store)) {
            again.plugin.subscribe(once(OnPoison.STOP), handler);
            await().until(() -> again.status("d").state() == State.FAILING);
            long more = again.publish("a.x", "u");
            assertThat(again.status("d").position()).isLessThan(behind);
            assertThat(handled).isEmpty();

            fixed = true;
            again.core.deadLetters().replay(NAME, Filter.ALL, "ann");

            await().untilAsserted(() -> assertThat(handled).containsExactly(poison, behind, more));
            await().until(() -> again.status("d").state() == State.LIVE);
        }
    }

    @Test
    void nothing_is_taken_up_behind_poison_that_stops_while_what_came_before_it_is_being_stored() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch published = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        EventHandler<Event> writing = (event, context) -> {
            if (event.type().equals("a.first")) {
                begun.countDown();
                published.await();
                context.state().put("first", true);
            }
            handler.handle(event, context);
        };
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(once(OnPoison.STOP), writing);
            long first = bus.publish("a.first", "s");
            bus.publish("a.poison", "t");
            bus.publish("a.x", "u");
            await().until(() -> begun.getCount() == 0); // it has its place, which had to be stored
            bus.store.beforeCommit = () -> {
                await().until(() -> failed.getCount() == 0);
                return null;
            };
            published.countDown();
            await().until(() -> bus.status("d").counts().failed() == 1);
            failed.countDown();

            await().until(() -> letters(bus).size() == 1);
            await().until(() -> bus.status("d").state() == State.FAILING);
            assertThat(handled).containsExactly(first);
        }
    }

    @Test
    void dead_letters_of_a_dormant_subscription_are_asked_for_and_given_up_all_the_same() {
        try (BusFixture bus = BusFixture.running()) {
            Registration registration = bus.plugin.subscribe(once(OnPoison.HOLD_SUBJECT), handler);
            long first = bus.publish("a.poison", "s");
            long second = bus.publish("a.poison", "t");
            long behindFirst = bus.publish("a.x", "s");
            long behindSecond = bus.publish("a.x", "t");
            await().until(() ->
                    bus.status("d").position() >= behindSecond && letters(bus).size() == 2);
            registration.close();

            assertThat(bus.core.deadLetters().replay(NAME, Filter.at(first), "ann"))
                    .isEqualTo(1);
            assertThat(bus.core.deadLetters().discard(NAME, Filter.at(second), "ann"))
                    .isEqualTo(1);
            assertThat(bus.core.deadLetters().list(NAME, Filter.ALL, 0, 10))
                    .extracting(Item::waiting)
                    .containsExactly(true);
            assertThat(handled).isEmpty();

            fixed = true;
            bus.plugin.subscribe(once(OnPoison.HOLD_SUBJECT), handler);
            await().untilAsserted(
                            () -> assertThat(handled).containsExactlyInAnyOrder(first, behindFirst, behindSecond));
            assertThat(handled.indexOf(first)).isLessThan(handled.indexOf(behindFirst));
            await().untilAsserted(() -> assertThat(letters(bus)).isEmpty());
        }
    }

    @Test
    void dead_letters_are_found_by_filter_and_annotated() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(once(OnPoison.SKIP), handler);
            long first = bus.publish("a.poison", "s");
            long second = bus.publish("a.poison", "t");
            await().until(() -> letters(bus).size() == 2);
            var desk = bus.core.deadLetters();

            desk.annotate(NAME, second, "known since Monday", "ann");

            assertThat(desk.get(NAME, second).orElseThrow().letter().note()).isEqualTo("known since Monday");
            assertThat(desk.get(NAME, first).map(Item::event)).isPresent();
            assertThat(desk.list(NAME, new Filter(null, "a.poison", "CANNOT", null), 0, 1))
                    .hasSize(1);
            assertThat(desk.list(NAME, new Filter(null, "b.*", null, null), 0, 10))
                    .isEmpty();
            assertThat(desk.list(NAME, new Filter(null, null, "nothing like it", null), 0, 10))
                    .isEmpty();
            assertThat(desk.list(NAME, new Filter(null, null, null, Instant.EPOCH), 0, 10))
                    .isEmpty();
            assertThat(bus.status("d").counts().deadLetters()).isEqualTo(2);
            assertThatThrownBy(() -> desk.annotate(NAME, 999, "x", "ann")).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> desk.list("nobody:d", Filter.ALL, 0, 10))
                    .isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void events_that_go_round_in_circles_end_as_a_dead_letter_that_names_the_circle() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(Subscription.durable("d", "p.*"), (event, context) -> {
                try {
                    context.publish(event.type().equals("p.ping") ? "p.pong" : "p.ping", Map.of());
                } catch (InvalidEventException e) {
                    handled.add(context.position()); // pretends that all is well
                }
            });
            bus.publish("p.ping");

            await().until(() -> letters(bus).size() == 1);
            assertThat(bus.log()).hasSize(33);
            DeadLetter letter = letters(bus).get(0);
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(letter.cause()).contains("hops must be at most 32", "p.ping, p.pong");
            assertThat(bus.status("d").counts().retrying()).isZero();
        }
    }

    @Test
    void retries_of_poison_events_do_not_open_the_circuit() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(
                    Subscription.durable("d", "a.*").withRetries(RetryPolicy.parse("1ms,1ms,1ms")), handler);
            for (int i = 0; i < 300; i++) {
                bus.publish(i % 10 == 0 ? "a.poison" : "a.good", "s" + i);
            }
            await().until(() -> bus.status("d").counts().deadLetters() == 30);
            assertThat(bus.hostEvents()).extracting(Event::type).doesNotContain("carillon.subscription.circuit_opened");
        }
    }

    @Test
    void a_circuit_that_opens_and_closes_is_recorded_and_loses_nothing() {
        VirtualTime time = new VirtualTime();
        try (BusFixture bus = BusFixture.over(BusFixture.emptyStore(), time)) {
            bus.plugin.subscribe(Subscription.durable("d", "a.*").withRetries(RetryPolicy.parse("1s,1s,1h")), handler);
            List<Long> poison = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                poison.add(bus.publish("a.poison", "s" + i));
            }
            await().until(() -> bus.status("d").breaker() == SubscriptionStatus.Breaker.OPEN);
            await().until(() -> bus.status("d").handling() == 0);
            assertThat(bus.status("d").counts().failed()).isEqualTo(20);
            assertThat(bus.status("d").state()).isEqualTo(State.FAILING);
            time.pass(Duration.ofSeconds(20)); // retries neither
            assertThat(bus.status("d").counts().failed()).isEqualTo(20);

            fixed = true;
            await().untilAsserted(() -> {
                time.pass(Duration.ofSeconds(10));
                assertThat(handled).containsExactlyInAnyOrderElementsOf(poison);
            });
            assertThat(bus.status("d").breaker()).isEqualTo(SubscriptionStatus.Breaker.CLOSED);
            await().untilAsserted(() -> assertThat(bus.hostEvents())
                    .extracting(Event::type)
                    .contains("carillon.subscription.circuit_opened", "carillon.subscription.circuit_closed"));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import io.carillon.events.OnPoison;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.deliver.Subscriber;
import io.carillon.events.store.DeadLetter;
import io.carillon.patience.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that go on after their time is over and they were interrupted. The test says when the time is over. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class HungCallTest {

    private static final String NAME = TimedBus.PLUGIN + ":d";

    /** Notes what it is called with, and reacts to nothing while it handles what is about "hang". */
    private final class Deaf implements EventHandler<Event> {

        @Override
        public void handle(Event event, EventContext context) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            if (fixed || !event.subject().orElse("").equals("hang")) {
                handled.add(context.position() + "#" + context.attempt() + (context.once("key") ? " first" : ""));
                running.decrementAndGet();
                return;
            }
            if (touches) {
                context.state().put("key", "of a call given up");
                boolean unused = context.once("key");
            }
            running.decrementAndGet(); // the bus does not count it either
            inside.release();
            while (release.getCount() > 0) {
                boolean ignored = Thread.interrupted();
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            assertThatThrownBy(() -> context.state().put("key", "late")).hasMessageContaining("is over");
            assertThatThrownBy(() -> context.once("late")).hasMessageContaining("is over");
            late.incrementAndGet();
        }
    }

    private final TimedBus bus = new TimedBus();
    private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final Semaphore inside = new Semaphore(0);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean fixed;
    private volatile boolean touches = true;

    @AfterEach
    void end() {
        release.countDown();
        bus.close();
    }

    private void subscribe(Subscription subscription) {
        bus.plugin("1.0.0").subscribe(subscription.withFrom(StartFrom.BEGINNING), new Deaf());
    }

    private static Subscription durable(String retries) {
        return Subscription.durable("d", "a").withRetries(RetryPolicy.parse(retries));
    }

    private Subscriber subscriber() {
        return bus.core.subscribers().iterator().next();
    }

    /** Waits for a call to hang, and has its time over. */
    private void giveUp() {
        inside.acquireUninterruptibly();
        long over = System.nanoTime() + Patience.LONGEST.toNanos();
        subscriber().keepTime(over);
        subscriber().keepTime(over + Duration.ofSeconds(1).toNanos());
    }

    private List<DeadLetter> letters() {
        return bus.store.deadLetters(NAME, 0, 10);
    }

    private void awaitAttempts(long position, int attempts) {
        await().untilAsserted(() ->
                assertThat(StoredDelivery.of(bus.store, NAME).setAside()).containsEntry(position, attempts));
    }

    @Test
    void it_has_failed_and_other_keys_go_on_in_its_lane() {
        subscribe(durable("1s"));
        long hung = bus.publish("a", "hang");
        long other = bus.publish("a", "other");

        giveUp();

        await().untilAsserted(() -> assertThat(handled).containsExactly(other + "#1 first"));
        awaitAttempts(hung, 1);
        assertThat(bus.status("d").counts().failed()).isEqualTo(1);
        assertThat(bus.status("d").state()).isEqualTo(State.STUCK);
        assertThat(bus.status("d").failure())
                .startsWith("stuck: its call at position " + hung)
                .contains("HungCallTest$Deaf.handle(HungCallTest.java:");
        assertThat(subscriber().isHandling(hung)).isFalse();
        assertThat(subscriber().recent().last(hung))
                .hasValueSatisfying(attempt -> assertThat(attempt.handled()).isFalse());
    }

    @Test
    void its_attempt_is_counted_over_a_restart() {
        subscribe(durable("1s"));
        long hung = bus.publish("a", "hang");
        giveUp();
        awaitAttempts(hung, 1);
        bus.restart();
        fixed = true;
        subscribe(durable("1s"));
        await().until(() -> bus.status("d").counts().retrying() == 1);

        bus.advance(Duration.ofSeconds(2));

        await().untilAsserted(() -> assertThat(handled).containsExactly(hung + "#2 first"));
    }

    @Test
    void it_is_a_dead_letter_after_the_last_retry_although_every_attempt_still_hangs() {
        subscribe(durable("1s,1s"));
        long hung = bus.publish("a", "hang");
        giveUp();
        for (int attempts = 1; attempts < 3; attempts++) {
            awaitAttempts(hung, attempts);
            bus.advance(Duration.ofSeconds(2));
            giveUp();
        }

        await().untilAsserted(() -> assertThat(letters()).hasSize(1));
        long held = bus.publish("a", "hang");
        long other = bus.publish("a", "other");

        await().untilAsserted(() -> assertThat(handled).containsExactly(other + "#1 first"));
        DeadLetter letter = letters().get(0);
        assertThat(letter.position()).isEqualTo(hung);
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.cause())
                .startsWith("not done within its time budget of PT2M; stuck: its call at position " + hung
                        + " does not react to being interrupted; it is at"
                        + " io.carillon.events.bus.internal.HungCallTest$Deaf.handle(")
                .contains("\tat ");
        assertThat(subscriber().inFlight()).as("calls that hang").isEqualTo(3);
        assertThat(bus.status("d").counts().heldKeys()).isEqualTo(1);
        assertThat(held).isGreaterThan(hung);
    }

    @Test
    void what_it_does_afterwards_counts_for_nothing() {
        subscribe(durable("1s"));
        long hung = bus.publish("a", "hang");
        giveUp();
        awaitAttempts(hung, 1);
        fixed = true;
        bus.advance(Duration.ofSeconds(2));
        await().untilAsserted(() ->
                assertThat(handled).as("tried beside the one that hangs").containsExactly(hung + "#2 first"));

        release.countDown();
        await().until(() -> bus.status("d").state() == State.LIVE);

        assertThat(late).hasValue(1);
        assertThat(bus.status("d").counts().handled()).isEqualTo(1);
        assertThat(bus.status("d").counts().failed()).isEqualTo(1);
        assertThat(bus.store.state(TimedBus.PLUGIN, "key")).isEmpty();
        assertThat(bus.store.hasOnce(NAME, "late")).isFalse();
        List<Long> more = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            more.add(bus.publish("a", "s" + i));
        }
        await().until(() -> handled.size() == 101);
        assertThat(handled.subList(1, 101))
                .isEqualTo(more.stream().map(each -> each + "#1").toList());
        assertThat(most).as("calls at a time").hasValue(1);
    }

    @Test
    void it_cannot_begin_to_change_its_state_afterwards() {
        touches = false;
        subscribe(durable("1s"));
        long hung = bus.publish("a", "hang");
        giveUp();
        awaitAttempts(hung, 1);

        release.countDown();

        await().untilAtomic(late, Matchers.is(1));
        fixed = true;
        bus.advance(Duration.ofSeconds(2));
        await().untilAsserted(() -> assertThat(handled).containsExactly(hung + "#2 first"));
    }

    @Test
    void its_subscription_ends_in_order_and_goes_on_without_it() {
        subscribe(durable("1s"));
        bus.publish("a", "hang");
        giveUp();
        long other = bus.publish("a", "other");
        await().until(() -> handled.size() == 1);

        List<String> abandoned = subscriber().drain(Patience.LONGEST);

        assertThat(abandoned).singleElement().asString().contains("HungCallTest");
        assertThat(bus.store.subscription(NAME).orElseThrow().position()).isGreaterThanOrEqualTo(other);
        long more = bus.publish("a", "more");
        subscriber().undrain();
        await().untilAsserted(() -> assertThat(handled).endsWith(more + "#1"));
    }

    @Test
    void a_call_that_is_cut_short_and_hangs_is_given_up_without_being_counted() {
        subscribe(durable("1s"));
        long hung = bus.publish("a", "hang");
        inside.acquireUninterruptibly();
        assertThat(subscriber().drain(Duration.ZERO)).hasSize(1);

        subscriber().keepTime(System.nanoTime() + Patience.LONGEST.toNanos());
        fixed = true;
        subscriber().undrain();

        await().untilAsserted(() -> assertThat(handled).containsExactly(hung + "#1 first"));
        assertThat(letters()).isEmpty();
    }

    @Test
    void a_plugin_without_a_thread_left_is_quarantined() {
        subscribe(durable("none").withOnPoison(OnPoison.SKIP));
        for (int i = 0; i < 4; i++) { // its two threads, and those in their place
            bus.publish("a", "hang");
            giveUp();
        }

        await().untilAsserted(() -> {
            bus.advance(Duration.ofSeconds(1));
            assertThat(bus.core.loads().list())
                    .anySatisfy(each -> assertThat(each.standing()).isEqualTo(PluginLoad.Standing.QUARANTINE));
        });
        await().until(() -> bus.status("d").state() == State.STUCK);
        await().untilAsserted(() -> assertThat(letters()).hasSize(4));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_replay_that_hangs_has_failed_and_the_lane_goes_on(boolean durable) {
        fixed = true;
        subscribe(durable ? durable("1s") : Subscription.live("d", "a"));
        long hung = bus.publish("a", "hang");
        await().until(() -> handled.size() == 1);
        await().until(() -> bus.status("d").handling() == 0);
        fixed = false;
        CompletableFuture<Optional<String>> replay =
                subscriber().replay(bus.store.readAfter(hung - 1, 1).get(0).event(), hung, "r");

        giveUp();

        assertThat(BusFixture.get(replay))
                .hasValueSatisfying(why -> assertThat(why).contains("does not react"));
        long other = bus.publish("a", "other");
        await().untilAsserted(() -> assertThat(handled).endsWith(other + "#1"));
        fixed = true;
        release.countDown();
        await().until(() -> bus.status("d").state() == State.LIVE);
        assertThat(bus.store.state(TimedBus.PLUGIN, "key")).isEmpty();
    }

    @Test
    void a_live_subscription_goes_on_with_its_next_event() {
        subscribe(Subscription.live("d", "a"));
        bus.publish("a", "hang");
        List<Long> others = List.of(bus.publish("a", "x"), bus.publish("a", "y"));

        giveUp();

        await().until(() -> handled.size() == 2);
        release.countDown();
        await().until(() -> bus.status("d").state() == State.LIVE);
        List<Long> all = new ArrayList<>(others);
        for (int i = 0; i < 100; i++) {
            all.add(bus.publish("a", "s" + i));
        }
        await().until(() -> handled.size() == 102);
        assertThat(handled.stream().map(each -> each.replaceAll("#.*", "")).toList())
                .isEqualTo(all.stream().map(String::valueOf).toList());
        assertThat(bus.status("d").counts().failed()).isEqualTo(1);
        assertThat(bus.store.state(TimedBus.PLUGIN, "key")).isEmpty();
        assertThat(most).as("calls at a time").hasValue(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.Registration;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.Subscription;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.StoreSettings;
import io.carillon.patience.Patience;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FaultsTest {

    private final List<Long> handled = Collections.synchronizedList(new ArrayList<>());

    private static EventDraft subject() {
        return EventDraft.builder("a").subject("s").build();
    }

    /** Fails in whatever way it is looked at. */
    private static final class Unspeakable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new AssertionError("no text");
        }

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new AssertionError("no frames");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new AssertionError("no cause");
        }
    }

    @Test
    void an_exception_that_cannot_be_described_is_a_failure_like_any_other() {
        try (BusFixture bus = BusFixture.running()) {
            AtomicInteger live = new AtomicInteger();
            bus.plugin.subscribe(Subscription.live("l", "a"), (event, context) -> {
                if (live.incrementAndGet() == 1) {
                    throw new Unspeakable();
                }
            });
            bus.plugin.subscribe(Subscription.durable("d", "a").withRetries(BusFixture.SOON), (event, context) -> {
                if (context.attempt() == 1) {
                    throw new Unspeakable();
                }
                handled.add(context.position());
            });
            Receipt first = bus.publish(subject());
            await().untilAsserted(() ->
                    assertThat(bus.status("l").failure()).contains(Unspeakable.class.getName(), "AssertionError"));
            Receipt second = bus.publish(subject());

            await().untilAsserted(() -> assertThat(handled).containsExactly(first.position(), second.position()));
            await().until(() -> live.get() == 2 && bus.status("l").state() == State.LIVE);
        }
    }

    @Test
    void an_error_of_the_virtual_machine_ends_a_thread_and_no_subscription() {
        try (BusFixture bus = BusFixture.running()) {
            AtomicInteger live = new AtomicInteger();
            bus.plugin.subscribe(Subscription.live("l", "a"), (event, context) -> {
                if (live.incrementAndGet() == 1) {
                    throw new InternalError("broken");
                }
            });
            bus.plugin.subscribe(Subscription.durable("d", "a").withRetries(BusFixture.SOON), (event, context) -> {
                if (context.attempt() == 1) {
                    throw new InternalError("broken");
                }
                handled.add(context.position());
            });
            Receipt first = bus.publish(subject());
            Receipt second = bus.publish(subject());

            await().dontCatchUncaughtExceptions()
                    .untilAsserted(() -> assertThat(handled).containsExactly(first.position(), second.position()));
            await().dontCatchUncaughtExceptions().until(() -> live.get() == 2);
        }
    }

    @Test
    void a_storage_bundle_that_fails_to_link_does_not_end_delivery() {
        FaultyStore store = BusFixture.emptyStore();
        store.shared = true;
        try (BusFixture here = BusFixture.over(store);
                BusFixture there = BusFixture.over(store)) {
            AtomicInteger live = new AtomicInteger();
            here.plugin.subscribe(Subscription.live("l", "a"), (event, context) -> live.incrementAndGet());
            here.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            await().until(() -> store.subscription("test.plugin:d").isPresent());
            AtomicInteger failures = new AtomicInteger();
            store.beforeRead =
                    () -> failures.incrementAndGet() > 3 ? null : new NoClassDefFoundError("org/example/Missing");

            Receipt receipt = there.publish("a");

            await().untilAsserted(() -> assertThat(handled).containsExactly(receipt.position()));
            await().until(() -> live.get() == 1);
            assertThat(failures.get()).isGreaterThan(3);
        }
    }

    @Test
    void a_position_of_one_log_never_becomes_a_checkpoint_of_another() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            AtomicReference<Thread> handler = new AtomicReference<>();
            for (int i = 0; i < 20; i++) {
                bus.publish("other");
            }
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {
                handler.set(Thread.currentThread());
                inside.countDown();
                leave.await();
                handled.add(context.position());
            });
            Receipt old = bus.publish("a");
            inside.await();
            bus.core.remove(bus.provider);
            FaultyStore another = BusFixture.emptyStore();
            CountDownLatch placed = new CountDownLatch(1);
            another.beforeCommit = () -> {
                try {
                    placed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return null;
            };
            EventStoreProvider provider = BusFixture.providing(another);
            bus.core.add(provider);
            await().until(() -> another.commits.get() > 0); // the log is open, and the lane has no place in it yet
            leave.countDown();
            await().untilAsserted(() -> assertThat(handled).containsExactly(old.position()));
            await().until(() -> bus.status("d").handling() == 0);
            placed.countDown();

            await().until(() -> another.subscription("test.plugin:d").isPresent());
            List<Long> fresh = new ArrayList<>(handled);
            for (int i = 0; i < 3; i++) {
                fresh.add(bus.publish("a").position());
            }
            await().untilAsserted(() -> assertThat(handled).isEqualTo(fresh));
            await().untilAsserted(() -> assertThat(
                            another.subscription("test.plugin:d").orElseThrow().position())
                    .isEqualTo(fresh.get(3)));
            assertThat(fresh.get(3)).isLessThan(old.position());
        }
    }

    @Test
    void a_handler_may_end_its_own_subscription_and_has_handled_what_it_was_given() {
        try (BusFixture bus = BusFixture.running()) {
            AtomicReference<Registration> own = new AtomicReference<>();
            own.set(bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> own.get()
                    .close()));
            await().until(() -> bus.store.subscription("test.plugin:d").isPresent());

            Receipt receipt = bus.publish("a");

            await().untilAsserted(() -> assertThat(bus.store
                            .subscription("test.plugin:d")
                            .orElseThrow()
                            .position())
                    .isEqualTo(receipt.position()));
            assertThat(bus.status("d").state()).isEqualTo(State.DORMANT);
        }
    }

    @Test
    void a_live_handler_that_failed_once_is_still_waited_for() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(Subscription.live("l", "a"), (event, context) -> {
                throw new IllegalStateException("no");
            });
            EventDraft draft = EventDraft.builder("a").build();
            for (int i = 0; i < 2; i++) {
                assertThat(bus.plugin.publishAndWait(draft, Patience.LONGEST).deliveries())
                        .hasSize(1);
            }
        }
    }

    @Test
    void a_query_that_takes_too_long_is_no_outage() {
        try (BusFixture bus = BusFixture.running()) {
            bus.publish("a");
            bus.store.slowQueries = true;

            assertThatThrownBy(
                            () -> bus.core.events().query(EventQuery.builder().build()))
                    .isInstanceOf(StoreUnavailableException.class);

            assertThat(bus.core.storeAdmin().status().state()).isEqualTo(StoreStatus.State.OPEN);
            assertThat(bus.publish("a").position()).isPositive();
        }
    }

    @Test
    void a_store_whose_provider_left_while_it_was_opened_is_not_used() throws Exception {
        FaultyStore left = BusFixture.emptyStore();
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        EventStoreProvider slow = new EventStoreProvider() {
            @Override
            public Set<String> schemes() {
                return Set.of("memory");
            }

            @Override
            public EventStore open(StoreSettings settings) {
                opening.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return left;
            }
        };
        try (BusFixture bus = BusFixture.withoutStore()) {
            bus.core.add(slow);
            opening.await();
            bus.core.remove(slow);
            goOn.countDown();
            bus.core.add(bus.provider);

            await().untilAsserted(() ->
                    assertThat(bus.core.storeAdmin().status().state()).isEqualTo(StoreStatus.State.OPEN));
            bus.publish("a");

            assertThat(left.commits).hasValue(0);
            assertThat(bus.store.commits.get()).isPositive();
        }
    }

    @Test
    void a_checkpoint_there_is_no_room_for_is_stored_when_there_is() {
        FaultyStore store = BusFixture.emptyStore();
        try (BusFixture bus = BusFixture.over(store, new VirtualTime())) { // nothing else comes by itself
            CountDownLatch refusals = new CountDownLatch(4);
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {});
            await().until(() -> store.subscription("test.plugin:d").isPresent());
            store.refused = unit -> {
                boolean checkpoint = unit.changes().stream().anyMatch(Change.Checkpoint.class::isInstance);
                if (checkpoint) {
                    refusals.countDown();
                }
                return checkpoint;
            };

            long more = bus.publish("a").position();
            await().until(() -> refusals.getCount() == 0);
            assertThat(store.subscription("test.plugin:d").orElseThrow().position())
                    .isLessThan(more);
            store.refused = null;

            await().until(() ->
                    store.subscription("test.plugin:d").orElseThrow().position() >= more);
        }
    }
}

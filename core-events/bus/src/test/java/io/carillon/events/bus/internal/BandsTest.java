// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.Priority;
import io.carillon.events.Receipt;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.plugin.PluginView;
import io.carillon.events.bus.internal.upkeep.UpkeepSettings;
import io.carillon.patience.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class BandsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(8);
    private static final Duration STEP = Duration.ofMillis(100);

    private final VirtualTime time = new VirtualTime();

    private static BusSettings settings(Duration deadline) {
        BusSettings settings = BusFixture.settings(20_000, Duration.ofMinutes(5), 20_000);
        return new BusSettings(
                settings.publishTimeout(),
                settings.queueEvents(),
                64 * 1024 * 1024,
                settings.maxEventBytes(),
                settings.tailEvents(),
                settings.tailBytes(),
                settings.delivery(),
                settings.load(),
                deadline,
                UpkeepSettings.ofDefaults());
    }

    /** A bus that never lets a lower band go for the time that has passed. */
    private static BusFixture bus() {
        return BusFixture.over(BusFixture.emptyStore(), settings(Duration.ofMinutes(10)));
    }

    /** A bus that lets lower bands go after {@link #DEADLINE} in a time that only the test moves. */
    private BusFixture timedBus() {
        BusFixture bus = BusFixture.over(BusFixture.emptyStore(), settings(DEADLINE), time);
        await().until(() -> bus.core.store().isOpen());
        return bus;
    }

    /** Lets time pass step by step until it is so, but not as much as this. */
    private void passUntil(Duration less, BooleanSupplier so) {
        Instant end = time.clock().instant().plus(less).minus(STEP);
        await().until(() -> {
            if (time.clock().instant().isBefore(end)) {
                time.pass(STEP);
            }
            return so.getAsBoolean();
        });
    }

    /** Notes whose first attempts have ended, and what began too early. */
    private static final class Recorder {

        private final Map<Priority, List<String>> members = new ConcurrentHashMap<>();
        private final Map<String, Map<Long, Boolean>> endedOf = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

        long tried() {
            return endedOf.values().stream().mapToLong(Map::size).sum();
        }

        EventHandler<Event> handler(String name, Priority band) {
            members.computeIfAbsent(band, none -> new ArrayList<>()).add(name);
            Map<Long, Boolean> mine = endedOf.computeIfAbsent(name, none -> new ConcurrentHashMap<>());
            return (event, context) -> {
                if (context.attempt() == 1) {
                    begins(name, band, context);
                }
                try {
                    if (context.position() % 97 == 0 && context.attempt() == 1 && band != Priority.LOW) {
                        throw new IllegalStateException("first attempt fails");
                    }
                } finally {
                    mine.put(context.position(), true);
                }
            };
        }

        private void begins(String name, Priority band, EventContext context) {
            for (Priority higher : Priority.values()) {
                if (higher.compareTo(band) < 0) {
                    for (String other : members.getOrDefault(higher, List.of())) {
                        if (!endedOf.getOrDefault(other, Map.of()).containsKey(context.position())) {
                            violations.add(name + " began " + context.position() + " before " + other);
                        }
                    }
                }
            }
        }
    }

    @Test
    void no_handler_begins_before_those_of_higher_bands_have_tried_the_event() {
        try (BusFixture bus = bus()) {
            Recorder recorder = new Recorder();
            for (Priority band : Priority.values()) {
                PluginView plugin = bus.plugin("p." + band);
                plugin.subscribe(
                        Subscription.durable("d", "a")
                                .withPriority(band)
                                .withRetries(new RetryPolicy(List.of(Duration.ofMillis(5)), 0)),
                        recorder.handler("d-" + band, band));
                plugin.subscribe(Subscription.live("l", "a").withPriority(band), recorder.handler("l-" + band, band));
            }
            for (int block = 0; block < 20; block++) {
                List<CompletionStage<Receipt>> receipts = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    receipts.add(bus.plugin.publish(EventDraft.builder("a")
                            .subject("s" + (500 * block + i))
                            .build()));
                }
                receipts.forEach(BusFixture::get);
                long all = 8L * 500 * (block + 1);
                await().until(() -> recorder.tried() == all || !recorder.violations.isEmpty());
            }
            assertThat(recorder.violations).isEmpty();
        }
    }

    @Test
    void a_blocked_handler_delays_lower_bands_by_the_deadline_once_and_has_left_then() throws Exception {
        try (BusFixture bus = timedBus()) {
            CountDownLatch leave = new CountDownLatch(1);
            bus.plugin("high")
                    .subscribe(
                            Subscription.durable("d", "a").withPriority(Priority.CRITICAL),
                            (event, context) -> leave.await());
            Map<Long, Boolean> began = new ConcurrentHashMap<>();
            bus.plugin.subscribe(
                    Subscription.durable("d", "a"), (event, context) -> began.put(context.position(), true));
            for (int i = 0; i < 5; i++) {
                bus.publish("a");
            }
            time.pass(DEADLINE.minusMillis(1));
            await().during(Duration.ofMillis(200)).until(began::isEmpty);
            passUntil(DEADLINE, () -> began.size() == 5); // delayed once, not five times

            Receipt ignored = bus.publish("a");
            await().until(() -> began.containsKey(ignored.position())); // without any time: it has left
            leave.countDown();
            await().until(() -> bus.core
                    .subscriptions()
                    .get("high:d")
                    .map(status -> status.counts().handled() == 6)
                    .orElse(false));
        }
    }

    @Test
    void who_recovered_is_waited_for_again() throws Exception {
        try (BusFixture bus = timedBus()) {
            AtomicBoolean block = new AtomicBoolean(true);
            CountDownLatch leave = new CountDownLatch(1);
            Map<Long, Long> highEnded = new ConcurrentHashMap<>();
            Map<Long, Long> lowBegan = new ConcurrentHashMap<>();
            bus.plugin("high")
                    .subscribe(Subscription.durable("d", "a").withPriority(Priority.HIGH), (event, context) -> {
                        if (block.get()) {
                            leave.await();
                        } else {
                            new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
                        }
                        highEnded.put(context.position(), System.nanoTime());
                    });
            bus.plugin.subscribe(
                    Subscription.durable("d", "a"),
                    (event, context) -> lowBegan.put(context.position(), System.nanoTime()));
            Receipt missed = bus.publish("a");
            passUntil(DEADLINE.multipliedBy(2), () -> lowBegan.containsKey(missed.position()));
            block.set(false);
            leave.countDown();
            await().until(() -> highEnded.containsKey(missed.position()));
            await().until(() ->
                    bus.core.subscriptions().get("high:d").orElseThrow().state() == State.LIVE
                            && bus.core
                                            .subscriptions()
                                            .get("high:d")
                                            .orElseThrow()
                                            .counts()
                                            .handled()
                                    == 1);

            Receipt next = bus.publish("a");

            await().until(() -> lowBegan.containsKey(next.position()));
            assertThat(lowBegan.get(next.position())).isGreaterThanOrEqualTo(highEnded.get(next.position()));
        }
    }

    @Test
    void who_is_paused_behind_or_trying_again_delays_nobody() {
        try (BusFixture bus = timedBus()) {
            for (int i = 0; i < 500; i++) {
                bus.plugin.publish("a", Map.of("i", i));
            }
            bus.publish("a");
            time.pass(DEADLINE.plusMillis(500));
            CountDownLatch never = new CountDownLatch(1);
            PluginView high = bus.plugin("high");
            high.subscribe(
                    Subscription.durable("behind", "a")
                            .withPriority(Priority.HIGH)
                            .withFrom(StartFrom.BEGINNING),
                    (event, context) -> never.await());
            bus.plugin("failing")
                    .subscribe(
                            Subscription.durable("failing", "a")
                                    .withPriority(Priority.CRITICAL)
                                    .withRetries(new RetryPolicy(List.of(Duration.ofHours(1)), 0)),
                            (event, context) -> {
                                throw new IllegalStateException("always");
                            });
            high.subscribe(
                    Subscription.durable("paused", "a").withPriority(Priority.HIGH), (event, context) -> never.await());
            high.subscribe(
                    Subscription.live("off", "a").withPriority(Priority.HIGH), (event, context) -> never.await());
            bus.core.subscriptions().setEnabled("high:paused", false, "test");
            bus.core.subscriptions().setEnabled("high:off", false, "test");
            Map<Long, Boolean> handled = new ConcurrentHashMap<>();
            bus.plugin.subscribe(
                    Subscription.durable("low", "a").withPriority(Priority.LOW),
                    (event, context) -> handled.put(context.position(), true));
            await().until(() ->
                    bus.core.subscriptions().get("high:behind").orElseThrow().handling() > 0);

            for (int i = 0; i < 20; i++) {
                Receipt receipt = bus.publish("a");
                await().until(() -> handled.containsKey(receipt.position()));
            }
        }
    }

    @Test
    void who_is_paused_while_it_is_waited_for_lets_go_at_once() throws Exception {
        try (BusFixture bus = bus()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch never = new CountDownLatch(1);
            CountDownLatch low = new CountDownLatch(1);
            bus.plugin("high")
                    .subscribe(Subscription.durable("d", "a").withPriority(Priority.HIGH), (event, context) -> {
                        inside.countDown();
                        never.await();
                    });
            bus.plugin.subscribe(
                    Subscription.live("l", "a").withPriority(Priority.LOW), (event, context) -> low.countDown());
            bus.publish("a");
            inside.await();
            assertThat(low.getCount()).isEqualTo(1);

            bus.core.subscriptions().setEnabled("high:d", false, "test");

            assertThat(low.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }
}

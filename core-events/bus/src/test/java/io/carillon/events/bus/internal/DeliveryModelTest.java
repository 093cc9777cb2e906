// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.OnPoison;
import io.carillon.events.Ordering;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreSettings;
import io.carillon.storage.jdbc.internal.JdbcEventStoreProvider;
import io.carillon.storage.memory.internal.MemoryEventStoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way from the log to handlers, done at random and held against a model. {@code -Dcarillon.test.seed} repeats the
 * choices of a run, though not how its threads meet; {@code -Dcarillon.test.steps=1000000} makes it long.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryModelTest {

    private static final int ROUND = 8_000;
    private static final long STEPS = Long.getLong("carillon.test.steps", 24_000);

    @TempDir
    Path data;

    @Test
    void every_event_is_owed_once_in_order_and_nothing_is_taken_for_finished_that_is_not() {
        Map<String, Integer> done = run(STEPS, () -> new MemoryEventStoreProvider()
                .open(new StoreSettings("memory:", data, Map.of(), Duration.ofSeconds(5))));
        assertThat(done)
                .as("what was done")
                .containsKeys(
                        "publish",
                        "release",
                        "advance",
                        "time out",
                        "hang",
                        "pause",
                        "resume",
                        "replay of a dead letter",
                        "discard",
                        "move",
                        "crash",
                        "rest");
    }

    @Test
    void so_it_is_with_a_store_on_disk() {
        int[] files = {0};
        Map<String, Integer> done = run(STEPS / 16, () -> new JdbcEventStoreProvider()
                .open(new StoreSettings("sqlite:model" + files[0]++ + ".db", data, Map.of(), Duration.ofSeconds(10))));
        assertThat(done).as("what was done").containsKeys("publish", "release", "advance", "rest");
    }

    /** What was done, and how often. */
    private static Map<String, Integer> run(long steps, Supplier<EventStore> stores) {
        long seed = Long.getLong("carillon.test.seed", System.nanoTime());
        long ofEachRound = Math.min(steps, ROUND);
        System.out.println("delivery model: " + steps + " steps from -Dcarillon.test.seed=" + seed);
        Map<String, Integer> done = new TreeMap<>();
        long total = 0;
        for (int round = 0; total < steps; round++) {
            long ofRound = seed + round;
            try (EventStore store = stores.get();
                    DeliveryWorld world = new DeliveryWorld(new Random(~ofRound), store, subscriptions(ofRound))) {
                DeliveryDriver driver = new DeliveryDriver(new Random(ofRound), world);
                while (world.steps() < ofEachRound) {
                    driver.step();
                }
                driver.rest();
                total += world.steps();
                world.counts().forEach((what, times) -> done.merge(what, times, Integer::sum));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "-Dcarillon.test.seed=" + ofRound + " (round " + round + ", " + subscriptions(ofRound) + "): "
                                + e.getMessage(),
                        e);
            }
        }
        System.out.println("delivery model: " + total + " steps done, " + done);
        return done;
    }

    /** Some of every kind: one whose effects count, others at random. */
    private static List<Subscription> subscriptions(long seed) {
        Random random = new Random(seed);
        List<Subscription> subscriptions = new ArrayList<>();
        subscriptions.add(some(random, ModelSettings.EFFECTS).withOrdering(Ordering.SUBJECT));
        for (int i = 0; i < 3; i++) {
            subscriptions.add(some(random, "some" + i));
        }
        return subscriptions;
    }

    private static Subscription some(Random random, String id) {
        String[] types = random.nextBoolean() ? new String[] {"a.**"} : new String[] {"a.x", "b.*"};
        return Subscription.durable(id, types)
                .withFrom(StartFrom.BEGINNING)
                .withOrdering(pick(random, Ordering.values()))
                .withLanes(1 + random.nextInt(4))
                .withRetries(RetryPolicy.parse(pick(random, "1s,5s,30s", "none", "100ms,1s", "0ms,0ms,10s")))
                .withOnPoison(pick(random, OnPoison.values()));
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... of) {
        return of[random.nextInt(of.length)];
    }
}

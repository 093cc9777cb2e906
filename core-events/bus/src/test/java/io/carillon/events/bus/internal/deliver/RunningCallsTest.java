// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.bus.internal.load.PluginAccount;
import io.carillon.events.bus.internal.log.BusTimers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RunningCallsTest {

    private final PluginPool pool = new PluginPool(
            new PluginAccount("p", RunningCallsTest.class.getClassLoader(), 1, Duration.ofSeconds(1)),
            RunningCallsTest.class.getClassLoader(),
            1,
            10,
            new BusTimers());

    /** One who comes when even the grace of the calls is over, as on a machine that has too much to do. */
    @Test
    @Timeout(300)
    void a_call_is_interrupted_and_named_also_by_one_who_is_late() throws Exception {
        DeliverySettings settings =
                new DeliverySettings(Duration.ofMinutes(5), Duration.ZERO, 1, 1, 1, 1, BreakerSettings.ofDefaults());
        RunningCalls calls = new RunningCalls("p:d", pool, settings);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch named = new CountDownLatch(1);
        Thread handler = new Thread(() -> handle(calls, begun, interrupted, named));
        handler.start();
        begun.await();

        assertThat(calls.awaitIdle(Duration.ZERO)).isFalse();

        assertThat(calls.whereabouts()).singleElement().asString().startsWith("p:d at position 7, on thread");
        interrupted.await();
        named.countDown();
        assertThat(calls.awaitIdle(Duration.ofMinutes(2))).isTrue();
        TimeUnit.MINUTES.timedJoin(handler, 2);
        pool.close();
    }

    private static void handle(
            RunningCalls calls, CountDownLatch begun, CountDownLatch interrupted, CountDownLatch named) {
        RunningCalls.Call call = calls.begin(7, 0, new Indifferent());
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        try {
            named.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RunningCalls.Stage unused = calls.leave(call);
    }

    private static final class Indifferent implements HandlerCall.Caller {

        @Override
        public boolean isWanted() {
            return true;
        }

        @Override
        public void looped(String why) {
            throw new AssertionError(why);
        }

        @Override
        public void givenUp(Ending.Result.Failed result) {
            throw new AssertionError(result.toString());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.deliver.Subscriber;
import io.carillon.patience.Patience;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event that was taken up a moment before its subscription was drained. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LateCallTest {

    /** Stops the first thread of a plugin that asks for the time, as it does between taking an event up and its call. */
    private static final class StoppingClock extends Clock {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final CountDownLatch go = new CountDownLatch(1);

        @Override
        public long millis() {
            if (Thread.currentThread().getName().startsWith("plugin test.plugin")
                    && stopped.compareAndSet(false, true)) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return System.currentTimeMillis();
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(System.currentTimeMillis());
        }

        @Override
        public ZoneId getZone() {
            return Clock.systemUTC().getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void it_is_not_handled_before_the_subscription_may_go_on(boolean durable) {
        StoppingClock clock = new StoppingClock();
        List<Long> handled = Collections.synchronizedList(new ArrayList<>());
        try (BusFixture bus = BusFixture.over(BusFixture.emptyStore(), clock)) {
            await().until(() -> bus.core.store().isOpen());
            Subscription subscription = durable
                    ? Subscription.durable("d", "a").withFrom(StartFrom.BEGINNING)
                    : Subscription.live("d", "a");
            bus.plugin.subscribe(subscription, (event, context) -> handled.add(context.position()));
            long first = bus.publish("a", "s");
            await().untilTrue(clock.stopped);
            Subscriber subscriber = bus.core.subscribers().iterator().next();

            assertThat(subscriber.drain(Patience.LONGEST)).isEmpty();
            clock.go.countDown();
            long second = bus.publish("a", "s");
            await().during(Duration.ofMillis(300)).until(handled::isEmpty);

            subscriber.undrain();
            await().untilAsserted(() -> assertThat(handled).containsExactly(first, second));
        }
    }
}

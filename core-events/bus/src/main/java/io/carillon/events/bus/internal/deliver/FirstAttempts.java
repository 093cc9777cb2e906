// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.DeliveryReport.Delivery;
import io.carillon.events.DeliveryReport.Outcome;
import io.carillon.events.Event;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Lets publishers wait until the first attempts of their event have ended. */
public final class FirstAttempts {

    private record Identity(String source, String id) {}

    private final Map<Identity, Wait> waits = new ConcurrentHashMap<>();

    /**
     * Begins to watch for an event that is about to be published. To be closed by the waiter.
     *
     * @throws IllegalStateException if somebody waits for the same event already
     */
    public Wait expect(Event event, Collection<String> subscriptions) {
        Identity identity = new Identity(event.source(), event.id());
        Wait wait = new Wait(identity, subscriptions);
        if (waits.putIfAbsent(identity, wait) != null) {
            throw new IllegalStateException(
                    "event " + event.id() + " of " + event.source() + " is being published and waited for already");
        }
        return wait;
    }

    /** Notes how the first attempt of a subscription at an event ended. */
    void ended(String subscription, Event event, Ending.Result result) {
        if (waits.isEmpty()) {
            return;
        }
        Wait wait = waits.get(new Identity(event.source(), event.id()));
        if (wait != null) {
            wait.ended(
                    result instanceof Ending.Result.Failed failed
                            ? new Delivery(subscription, Outcome.FAILED, failed.took(), failed.failure())
                            : new Delivery(subscription, Outcome.HANDLED, result.took(), null));
        }
    }

    /** One publisher's wait for one event. */
    public final class Wait implements AutoCloseable {

        private final Identity identity;
        private final TreeMap<String, Delivery> deliveries = new TreeMap<>();
        private int pending;

        private Wait(Identity identity, Collection<String> subscriptions) {
            this.identity = identity;
            subscriptions.forEach(
                    each -> deliveries.put(each, new Delivery(each, Outcome.PENDING, Duration.ZERO, null)));
            this.pending = deliveries.size();
        }

        private synchronized void ended(Delivery delivery) {
            Delivery before = deliveries.get(delivery.subscription());
            if (before != null && before.outcome() == Outcome.PENDING) {
                deliveries.put(delivery.subscription(), delivery);
                pending--;
                notifyAll();
            }
        }

        /** Waits until all have ended or the time is over; how they stand then, in order of subscriptions. */
        public synchronized List<Delivery> await(Duration timeout) throws InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            for (long left = timeout.toNanos(); pending > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            }
            return List.copyOf(deliveries.values());
        }

        @Override
        public void close() {
            waits.remove(identity);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import io.carillon.events.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Publishes through the bus beside durable handlers, and is done when each of them has handled every event. */
final class HandledContender implements Contender {

    private static final int HANDLERS = 8;
    private static final long LONGEST_NANOS = 120_000_000_000L;
    private static final long PAUSE_NANOS = 200_000;

    private final Contender publisher;
    private final LongAdder appended = new LongAdder();
    private final List<LongAdder> handled = new ArrayList<>();

    private HandledContender(Contender publisher) {
        this.publisher = publisher;
    }

    static HandledContender open(String name, SmallHost host) {
        HandledContender contender = new HandledContender(CarillonContender.open(name, host));
        for (int i = 1; i <= HANDLERS; i++) {
            LongAdder count = new LongAdder();
            contender.handled.add(count);
            host.bus()
                    .subscribe(
                            Subscription.durable("handler-" + i, Payload.TYPE), (event, context) -> count.increment());
        }
        return contender;
    }

    @Override
    public String name() {
        return publisher.name();
    }

    @Override
    public void append() throws Exception {
        publisher.append();
        appended.increment();
    }

    @Override
    public void settle() {
        long end = System.nanoTime() + LONGEST_NANOS;
        for (LongAdder count : handled) {
            while (count.sum() < appended.sum()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "a handler is at " + count.sum() + " of " + appended.sum() + " events");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void close() throws Exception {
        publisher.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability.load;

import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.EventsException;
import io.carillon.events.Receipt;
import io.carillon.image.durability.Entry.Kind;
import io.carillon.image.durability.History;
import io.carillon.image.durability.Pace;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one event after the other at a steady rate and records every answer. What may be tried again is, with the
 * same id, before the next one.
 */
final class LoadPublisher implements Runnable {

    private static final long ANSWER_SECONDS = 40;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int SMALLEST = 50;
    private static final int LARGEST = 500;

    private final String name;
    private final EventBus bus;
    private final History history;
    private final double perSecond;
    private final Random random;
    private volatile boolean stopped;

    LoadPublisher(String name, EventBus bus, History history, double perSecond, long seed) {
        this.name = name;
        this.bus = bus;
        this.history = history;
        this.perSecond = perSecond;
        this.random = new Random(seed);
    }

    /** Lets the attempt in hand come to its end. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        Pace pace = new Pace(perSecond);
        for (long number = 1; !stopped; number++) {
            publish(name + "-" + number);
            pace.await();
        }
    }

    private void publish(String id) {
        EventDraft draft = EventDraft.builder("oracle.load")
                .id(id)
                .source(LoadActivator.SOURCE)
                .subject(name)
                .data(Map.of("text", "x".repeat(SMALLEST + random.nextInt(LARGEST - SMALLEST))))
                .build();
        while (!attempt(id, draft) && !stopped) {
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /** Sends it once; returns whether the answer is final. */
    private boolean attempt(String id, EventDraft draft) {
        long begin = System.nanoTime();
        history.add(Kind.INVOKE, id, 0, 0, "-");
        try {
            Receipt receipt = bus.publish(draft).toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            String durability = receipt.durability().name().toLowerCase(Locale.ROOT);
            history.add(Kind.OK, id, receipt.position(), micros(begin), durability);
            return true;
        } catch (EventsException e) {
            return failed(id, begin, e);
        } catch (ExecutionException e) {
            return failed(id, begin, e.getCause());
        } catch (TimeoutException e) {
            return failed(id, begin, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
            return failed(id, begin, e);
        }
    }

    /** What the bus refuses for good is not in the log; of anything else nobody knows. */
    private boolean failed(String id, long begin, @Nullable Throwable failure) {
        boolean refused = failure instanceof EventsException e && !e.retryable();
        history.add(refused ? Kind.FAIL : Kind.UNKNOWN, id, 0, micros(begin), String.valueOf(failure));
        return refused;
    }

    private static long micros(long begin) {
        return (System.nanoTime() - begin) / 1_000;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery.hostile;

import io.carillon.events.Event;
import io.carillon.events.EventBus;
import io.carillon.events.EventContext;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.image.delivery.hostile.HostileActivator.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Harm done for each event. All of it is bounded, so that a test that fails leaves a machine that works. */
final class Harm implements EventHandler<Event> {

    private static final Logger LOG = LoggerFactory.getLogger(Harm.class);
    private static final int THREADS = 2_000;
    private static final long LONGEST_NANOS = 180_000_000_000L;
    private static final int MEBIBYTE = 1024 * 1024;

    private final Mode mode;
    private final EventBus bus;
    private final List<byte[]> hoard = new ArrayList<>();
    private int threads;

    Harm(Mode mode, EventBus bus) {
        this.mode = mode;
        this.bus = bus;
    }

    @Override
    public void handle(Event event, EventContext context) {
        switch (mode) {
            case HANG_IN_HANDLER -> hang();
            case BUSY_LOOP -> spin();
            case THREAD_FLOOD -> flood();
            case ALLOCATE -> allocate();
            case LOG_FLOOD -> log();
            case PUBLISH_LOOP -> publish();
            default -> {
                // a hang in stop does its harm there
            }
        }
    }

    /** Ignores every interrupt. */
    static void hang() {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
            boolean unused = Thread.interrupted();
        }
    }

    private static void spin() {
        long end = System.nanoTime() + LONGEST_NANOS;
        long turns = 0;
        while (System.nanoTime() < end) {
            turns++;
        }
        if (turns < 0) {
            throw new IllegalStateException("it turned " + turns + " times");
        }
    }

    private synchronized void flood() {
        while (threads < THREADS) {
            threads++;
            Thread thread = new Thread(Harm::hang, "flood " + threads);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void allocate() {
        synchronized (hoard) {
            while (hoard.size() < 1_024) {
                hoard.add(new byte[MEBIBYTE]);
            }
        }
    }

    private static void log() {
        for (int i = 0; i < 20_000; i++) {
            LOG.warn("the same line again and again, number {}", i);
        }
    }

    private void publish() {
        for (int i = 0; i < 10_000; i++) {
            bus.publishAndForget(EventDraft.of("hostile.noise", Map.of("number", i)));
        }
    }
}

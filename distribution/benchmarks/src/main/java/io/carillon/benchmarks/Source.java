// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import io.carillon.events.EventBus;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes numbered events in batches into a bus, as fast as its listeners take them: what is measured is how fast they get
 * events, not how many pile up.
 *
 * <p>Threads: one at a time.
 */
final class Source {

    /** Events in a batch. */
    static final int BATCH = 64;
    /** Events published that a listener has not got yet, on average. */
    private static final int AHEAD = 4_096;
    /** Batches that are not in the log yet. */
    private static final int UNDER_WAY = 4;

    private final EventBus bus;
    private final Listeners listeners;
    private final Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
    private long published;

    Source(EventBus bus, Listeners listeners) {
        this.bus = bus;
        this.listeners = listeners;
    }

    /** Publishes the next batch, when the listeners are not too far behind. */
    void publish() throws Exception {
        listeners.await(published + BATCH - AHEAD);
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            drafts.add(EventDraft.builder(Payload.TYPE)
                    .data(EventData.json(Payload.numbered(FanOut.DATA_BYTES, published++)))
                    .build());
        }
        underWay.add(bus.publishAll(drafts).toCompletableFuture());
        if (underWay.size() > UNDER_WAY) {
            underWay.remove().get();
        }
    }

    /** Waits until everything is in the log and every listener has it. */
    void settle() throws Exception {
        while (!underWay.isEmpty()) {
            underWay.remove().get();
        }
        listeners.await(published);
    }
}

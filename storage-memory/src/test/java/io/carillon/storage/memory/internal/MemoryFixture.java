// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.Hash;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.tck.Fault;
import io.carillon.events.tck.StoreFixture;
import org.jspecify.annotations.Nullable;

/** Stores in memory; a change of a commit is what can break. */
final class MemoryFixture implements StoreFixture {

    private final BrokenChange fault = new BrokenChange();
    private @Nullable MemoryEventStore store;

    @Override
    public EventStore createEmpty() {
        MemoryEventStore opened = new MemoryEventStore(MemoryLimits.ofDefaults(), fault);
        store = opened;
        return opened;
    }

    @Override
    public EventStore reopen() {
        return createEmpty();
    }

    @Override
    public EventStore openSecond() {
        return new MemoryEventStore(MemoryLimits.ofDefaults());
    }

    @Override
    public Fault fault() {
        return fault;
    }

    @Override
    public void damage(long position, Part part) {
        MemoryEventStore damaged = store;
        if (damaged == null) {
            throw new IllegalStateException("no store was opened");
        }
        damaged.damage(position, row -> damaged(row, part));
    }

    private static LogRow damaged(LogRow row, Part part) {
        EventDraft.Builder draft = row.event().toDraft().toBuilder();
        if (part == Part.DATA) {
            draft.data(EventData.json("{\"n\":0}"));
        } else if (part == Part.SUBJECT) {
            draft.subject("damaged");
        }
        StoredEvent stored = row.stored();
        return new LogRow(
                new StoredEvent(
                        stored.position(),
                        stored.revision(),
                        Event.of(draft.build()),
                        stored.recordedTime(),
                        stored.body(),
                        stored.envelope(),
                        stored.payload(),
                        part == Part.CHAIN ? Hash.ZERO : stored.chain(),
                        stored.deleted()),
                row.previous());
    }

    @Override
    public void close() {
        fault.disarm();
    }

    private static final class BrokenChange implements Fault, Runnable {

        private static final int NEVER = Integer.MAX_VALUE;

        private int left = NEVER;
        private boolean struck;

        @Override
        public synchronized void run() {
            if (left != NEVER && --left == 0) {
                left = NEVER;
                struck = true;
                throw new StoreUnavailableException("a change was broken on purpose");
            }
        }

        @Override
        public synchronized void arm(int operation) {
            left = operation;
            struck = false;
        }

        @Override
        public synchronized boolean struck() {
            return struck;
        }

        @Override
        public synchronized void disarm() {
            left = NEVER;
        }
    }
}

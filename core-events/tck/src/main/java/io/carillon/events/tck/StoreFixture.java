// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import io.carillon.events.store.EventStore;

/**
 * One provider with data of its own, for one test. The kit closes every store it got before it closes the fixture; it is
 * used by one thread.
 */
public interface StoreFixture extends AutoCloseable {

    /** What {@link #damage} changes. */
    enum Part {
        /** A byte of the data. */
        DATA,
        /** The subject, as a part of the envelope. */
        SUBJECT,
        /** The chain hash. */
        CHAIN
    }

    /** Opens a store that holds nothing. Called once, before everything else. */
    EventStore createEmpty();

    /** Opens the same place again, as after a restart. Every store opened before is closed. */
    EventStore reopen();

    /**
     * Opens the same place again as another host would, while the first store stays open. A store that others may not
     * share answers as its provider does.
     */
    EventStore openSecond();

    /** Breaks the backend of the store. */
    Fault fault();

    /**
     * Changes what the store holds of an event, past the store and without touching the other parts, as a defective disk
     * would. The store is open, and has to notice without being opened again.
     */
    void damage(long position, Part part);

    /** Removes the data. */
    @Override
    void close();
}

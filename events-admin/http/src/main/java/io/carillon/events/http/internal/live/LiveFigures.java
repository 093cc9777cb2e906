// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.util.concurrent.atomic.LongAdder;

/** What live streams have done since the host started. */
public final class LiveFigures {

    private final LongAdder sent = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder flights = new LongAdder();
    private final LongAdder slow = new LongAdder();
    private final LongAdder switched = new LongAdder();

    void events(int count) {
        sent.add(count);
    }

    void sending(int size) {
        flights.increment();
        bytes.add(size);
    }

    void slow() {
        slow.increment();
    }

    void switching() {
        switched.increment();
    }

    /** Events sent, counted once for each client. */
    public long sent() {
        return sent.sum();
    }

    /** Bytes sent. */
    public long bytes() {
        return bytes.sum();
    }

    /** How often something was written. */
    public long flights() {
        return flights.sum();
    }

    /** How often a client had to go on from the log, because what follows its position was not in memory. */
    public long switched() {
        return switched.sum();
    }

    /** Clients cut because they took nothing. */
    public long slowClients() {
        return slow.sum();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

/**
 * Frames packed one behind the other in the words of a protocol, to be written in one go.
 *
 * <p>Threads: one at a time.
 */
public interface Pack {

    /**
     * An event.
     *
     * @param feed which of the feeds of the connection it is for
     */
    void event(int feed, EncodedEvent event);

    /** The feed is at the end of the log; what follows is live. */
    void caughtUp(int feed, long position);

    /** Events that were asked for are not there. */
    void gap(int feed, StartPoint.Gap gap);

    /** Nothing was wanted up to here for a while. */
    void position(int feed, long position);

    /** A frame that is written already, to answer with. */
    void answer(byte[] frame);

    /** The last frame. */
    void bye(Farewell farewell);

    /** Whether an event is still for this flight, which is full with so many bytes. */
    default boolean takes(EncodedEvent event, int limit) {
        return size() < limit;
    }

    /** Bytes so far. */
    int size();
}

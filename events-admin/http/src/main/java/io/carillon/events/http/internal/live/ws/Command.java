// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.Selector;
import io.carillon.events.http.internal.live.StartPoint;
import java.util.Optional;

/** A frame of a client that speaks {@code carillon.v1.json}. */
sealed interface Command {

    /**
     * Wants events.
     *
     * @param id names the subscription on this socket
     * @param durable name under which the host keeps how far it was acknowledged; empty for none
     * @param start empty for the default: what comes from now on, or where a durable one was left
     * @param credit events that may be sent; {@code Feed.UNLIMITED} when the server paces
     */
    record Subscribe(int id, Selector selector, Optional<String> durable, Optional<StartPoint> start, long credit)
            implements Command {}

    /**
     * Wants no more.
     *
     * @param forget whether a durable one is removed too
     */
    record Unsubscribe(int sub, boolean forget) implements Command {}

    /** Has dealt with everything up to a position. */
    record Ack(int sub, long position) implements Command {}

    /** Takes more events. */
    record Credit(int sub, long more) implements Command {}

    /**
     * Has something to publish.
     *
     * @param event the bytes of the CloudEvent as they came
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Publish(int id, byte[] event) implements Command {}

    /** Asks for a sign of life. */
    record Ping(int id) implements Command {}
}

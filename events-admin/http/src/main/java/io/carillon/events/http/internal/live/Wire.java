// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.util.List;

/** One connection to a client as its protocol sees it. Never blocks. */
public interface Wire {

    /** What {@link #send} writes. Not to be touched while that is under way. */
    Pack pack();

    /** Writes everything packed; the pack is empty afterwards. One at a time. */
    void send(Sent done);

    /**
     * Lets the other side know that it is still connected: packs something, or sends something of its own.
     *
     * @return whether the other side will answer
     */
    boolean heartbeat();

    /** Closes in good order, after everything was sent. */
    void close(Farewell farewell);

    /** Closes at once. */
    void abort();

    /** Told when everything is written. */
    interface Sent {

        /** Everything is with the operating system. */
        void sent();

        /** The connection is broken. */
        void failed(Throwable reason);
    }

    /**
     * Who is connected, for people.
     *
     * @param protocol {@code sse} or a subprotocol
     * @param remote address
     */
    record Peer(String protocol, String remote) {

        /** All there are. */
        static final List<String> PROTOCOLS = List.of("sse", "cloudevents.json", "carillon.v1.json");
    }
}

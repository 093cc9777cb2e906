// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * Answers pings, one at a time; of those that come meanwhile the newest. Source: RFC 6455, 5.5.3.
 *
 * <p>Threads: safe for concurrent use.
 */
final class Pongs {

    private final Session session;
    private boolean sending;
    private @Nullable ByteBuffer newest;

    Pongs(Session session) {
        this.session = session;
    }

    /** Answers a ping, soon. */
    void answer(ByteBuffer payload) {
        synchronized (this) {
            if (sending) {
                newest = payload;
                return;
            }
            sending = true;
        }
        send(payload);
    }

    private void send(ByteBuffer payload) {
        session.sendPong(
                payload, Callback.from(this::sent, failure -> {})); // a socket that is broken is noticed elsewhere
    }

    private void sent() {
        ByteBuffer next;
        synchronized (this) {
            next = newest;
            newest = null;
            sending = next != null;
        }
        if (next != null) {
            send(next);
        }
    }
}

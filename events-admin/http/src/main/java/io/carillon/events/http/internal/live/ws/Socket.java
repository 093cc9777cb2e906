// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.Connection;
import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.live.Wire;
import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket as the container sees it. The next frame is read only when the one before is dealt with.
 *
 * <p>Threads: the container calls one method at a time.
 */
public final class Socket implements Session.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Socket.class);

    private final Guest guest;
    private final Subprotocol subprotocol;
    private final Dialogue dialogue;
    private @Nullable Session session;
    private @Nullable Connection connection;

    Socket(Guest guest, Subprotocol subprotocol, Dialogue dialogue) {
        this.guest = guest;
        this.subprotocol = subprotocol;
        this.dialogue = dialogue;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        SocketWire wire = new SocketWire(opened, subprotocol);
        Connection mine = guest.live()
                .streams()
                .connect(wire, new Wire.Peer(subprotocol.text(), guest.remote()), guest.slot(), guest.standing());
        connection = mine;
        dialogue.begin(mine, opened::demand);
    }

    @Override
    public void onWebSocketText(String frame) {
        if (connection != null) {
            connection.heard();
        }
        dialogue.heard(frame);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer frame, Callback done) {
        done.succeed();
        if (connection != null) {
            connection.leave(Farewell.BAD_FRAME);
        }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        if (connection != null && session != null) {
            connection.heard();
            session.demand();
        }
    }

    @Override
    public void onWebSocketError(Throwable reason) {
        LOG.debug("The WebSocket of {} is broken: {}", guest.remote(), reason.toString());
        end();
    }

    @Override
    public void onWebSocketClose(int code, @Nullable String reason) {
        end();
    }

    private void end() {
        dialogue.end();
        guest.slot().release();
        if (connection != null) {
            connection.closed();
        }
    }
}

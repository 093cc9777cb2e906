// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.Connection;
import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.live.Streams;
import io.carillon.events.http.internal.live.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket as the container sees it.
 *
 * <p>Threads: the container calls one method at a time.
 */
public final class Socket implements Session.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Socket.class);
    /** Many times what the thread of the container takes to turn to something else. */
    private static final Duration LATER = Duration.ofMillis(20);

    private final Guest guest;
    private final Subprotocol subprotocol;
    private final Dialogue dialogue;
    private @Nullable Session session;
    private @Nullable Connection connection;
    private @Nullable FrameQueue frames;
    private @Nullable Pongs pongs;

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
        Streams streams = guest.live().streams();
        FrameQueue queue =
                new FrameQueue(dialogue, opened::demand, () -> streams.later(LATER, opened::demand), streams::command);
        frames = queue;
        pongs = new Pongs(opened);
        dialogue.begin(mine, queue::next);
    }

    @Override
    public void onWebSocketText(String frame) {
        if (connection != null && frames != null) {
            connection.heard();
            frames.take(frame);
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer frame, Callback done) {
        done.succeed();
        if (connection != null) {
            connection.leave(Farewell.BAD_FRAME);
        }
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        if (connection != null && session != null && pongs != null) {
            connection.heard();
            pongs.answer(payload);
            session.demand();
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
        guest.slot().release();
        if (connection != null) {
            connection.closed();
        }
        if (frames != null) {
            frames.close();
        }
    }
}

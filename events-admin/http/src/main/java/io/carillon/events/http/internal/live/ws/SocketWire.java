// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.live.Pack;
import io.carillon.events.http.internal.live.Wire;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;

/** One WebSocket. Everything packed goes to the container as one frame, so that it is one write. */
final class SocketWire implements Wire {

    private final Session session;
    private final CoreSession core;
    private final TextFrames frames;
    private final Pack pack;

    SocketWire(Session session, Subprotocol subprotocol) {
        this.session = session;
        this.core = ((WebSocketSession) session).getCoreSession();
        this.frames = new TextFrames();
        this.pack = subprotocol == Subprotocol.PLAIN ? new PlainPack(frames) : new ControlPack(frames);
    }

    @Override
    public Pack pack() {
        return pack;
    }

    @Override
    public void send(Sent done) {
        core.sendFrame(
                frames.run(),
                Callback.from(
                        () -> {
                            frames.clear();
                            done.sent();
                        },
                        done::failed),
                false);
    }

    @Override
    public boolean heartbeat() {
        session.sendPing(ByteBuffer.allocate(0), org.eclipse.jetty.websocket.api.Callback.NOOP);
        return true;
    }

    @Override
    public void close(Farewell farewell) {
        session.close(farewell.code(), farewell.reason(), org.eclipse.jetty.websocket.api.Callback.NOOP);
    }

    @Override
    public void abort() {
        session.disconnect();
    }
}

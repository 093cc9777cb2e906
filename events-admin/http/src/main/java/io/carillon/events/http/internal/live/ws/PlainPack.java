// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.EncodedEvent;
import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.live.Pack;
import io.carillon.events.http.internal.live.StartPoint;

/**
 * Subprotocol {@code cloudevents.json}: every frame is an event, so there is no word for anything else; why a connection ends
 * is in its close frame.
 */
final class PlainPack implements Pack {

    private final TextFrames frames;

    PlainPack(TextFrames frames) {
        this.frames = frames;
    }

    @Override
    public void event(int feed, EncodedEvent event) {
        frames.add(event);
    }

    @Override
    public void caughtUp(int feed, long position) {
        // every frame is an event
    }

    @Override
    public void gap(int feed, StartPoint.Gap gap) {
        // every frame is an event; the sequence of the next one shows it
    }

    @Override
    public void position(int feed, long position) {
        // every frame is an event
    }

    @Override
    public void answer(byte[] frame) {
        frames.add(frame);
    }

    @Override
    public void bye(Farewell farewell) {
        // every frame is an event; the close frame says why
    }

    @Override
    public boolean takes(EncodedEvent event, int limit) {
        return frames.takes(event, limit);
    }

    @Override
    public int size() {
        return frames.size();
    }
}

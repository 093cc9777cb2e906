// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.EncodedEvent;
import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.live.Pack;
import io.carillon.events.http.internal.live.StartPoint;
import io.carillon.events.http.internal.rest.EventWriter;
import java.nio.charset.StandardCharsets;

/** Subprotocol {@code carillon.v1.json}: every frame is an object with a type. */
final class ControlPack implements Pack {

    private static final byte[] END = bytes("}");

    private final TextFrames frames;
    /** The feed that had an event last, and what stands before its events. */
    private int last = Integer.MIN_VALUE;

    private byte[] begin = END;

    ControlPack(TextFrames frames) {
        this.frames = frames;
    }

    @Override
    public void event(int feed, EncodedEvent event) {
        if (feed != last) {
            last = feed;
            begin = bytes("{\"type\":\"event\",\"sub\":" + feed + ",\"event\":");
        }
        frames.add(begin, event, END);
    }

    @Override
    public void caughtUp(int feed, long position) {
        frames.add(bytes("{\"type\":\"caughtup\",\"sub\":" + feed + "," + sequence("sequence", position) + "}"));
    }

    @Override
    public void gap(int feed, StartPoint.Gap gap) {
        frames.add(bytes("{\"type\":\"gap\",\"sub\":" + feed + "," + sequence("requested", gap.requested()) + ","
                + sequence("earliest", gap.earliest()) + "}"));
    }

    @Override
    public void position(int feed, long position) {
        frames.add(bytes("{\"type\":\"position\",\"sub\":" + feed + "," + sequence("sequence", position) + "}"));
    }

    @Override
    public void answer(byte[] frame) {
        frames.add(frame);
    }

    @Override
    public void bye(Farewell farewell) {
        String resume = farewell.resumeAfter() < 0 ? "" : "," + sequence("sequence", farewell.resumeAfter());
        frames.add(bytes("{\"type\":\"bye\",\"reason\":\"" + farewell.reason() + "\"" + resume
                + ",\"reconnectAfterMs\":" + Farewell.RECONNECT_MILLIS + "}"));
    }

    @Override
    public int size() {
        return frames.size();
    }

    private static String sequence(String name, long position) {
        return "\"" + name + "\":\"" + EventWriter.sequence(position) + "\"";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

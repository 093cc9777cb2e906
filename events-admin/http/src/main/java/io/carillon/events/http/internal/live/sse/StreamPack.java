// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.sse;

import io.carillon.events.http.internal.live.EncodedEvent;
import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.live.Pack;
import io.carillon.events.http.internal.live.Packing;
import io.carillon.events.http.internal.live.StartPoint;
import io.carillon.events.http.internal.rest.EventWriter;
import java.nio.charset.StandardCharsets;

/** Frames of server-sent events: events under the default name, so that {@code onmessage} gets them, all else under others. */
final class StreamPack implements Pack {

    private static final byte[] ID = bytes("id: ");
    private static final byte[] DATA = bytes("\ndata: ");
    private static final byte[] END = bytes("\n\n");
    private static final byte[] HEARTBEAT = bytes(": hb\n\n");

    private final Packing packing;

    StreamPack(Packing packing) {
        this.packing = packing;
    }

    /** The beginning of the stream. */
    void greet(String product) {
        packing.put(bytes("retry: " + Farewell.RECONNECT_MILLIS + "\n: " + product + "\n\n"));
    }

    void heartbeat() {
        packing.put(HEARTBEAT);
    }

    @Override
    public void event(int feed, EncodedEvent event) {
        packing.put(ID);
        packing.put(bytes(EventWriter.sequence(event.position())));
        packing.put(DATA);
        packing.put(event.block(), event.begin(), event.end());
        packing.put(END);
    }

    @Override
    public void caughtUp(int feed, long position) {
        control("caughtup", sequence("sequence", position));
    }

    @Override
    public void gap(int feed, StartPoint.Gap gap) {
        control("gap", sequence("requested", gap.requested()) + "," + sequence("earliest", gap.earliest()));
    }

    @Override
    public void position(int feed, long position) {
        packing.put(ID);
        packing.put(bytes(EventWriter.sequence(position)));
        packing.put(bytes("\nevent: carillon.position\ndata: {}\n\n"));
    }

    @Override
    public void answer(byte[] frame) {
        packing.put(frame);
    }

    @Override
    public void bye(Farewell farewell) {
        String resume = farewell.resumeAfter() < 0 ? "" : "," + sequence("sequence", farewell.resumeAfter());
        control("bye", "\"reason\":\"" + farewell.reason() + "\"" + resume);
    }

    @Override
    public int size() {
        return packing.size();
    }

    private void control(String name, String members) {
        packing.put(bytes("event: carillon." + name + "\ndata: {" + members + "}\n\n"));
    }

    private static String sequence(String name, long position) {
        return "\"" + name + "\":\"" + EventWriter.sequence(position) + "\"";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

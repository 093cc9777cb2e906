// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.http.internal.rest.EventWriter;
import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An event of the log with the bytes that go to clients, made once for all of them. Events that follow one another stand one
 * behind the other in a block, each as a WebSocket frame, so that who gets them all gets a piece of the block.
 *
 * @param block not copied; not to be changed; ends as soon as a flight from its begin on would
 * @param frame where the frame of the event begins in it
 * @param begin where the event itself does, a structured CloudEvent on one line
 * @param end where both end
 */
@SuppressWarnings("ArrayRecordComponent")
public record EncodedEvent(StoredEvent stored, byte[] block, int frame, int begin, int end) {

    /** Encodes events. */
    public static List<EncodedEvent> of(List<StoredEvent> events) {
        List<EncodedEvent> encoded = new ArrayList<>(events.size());
        List<byte[]> jsons = new ArrayList<>();
        int size = 0;
        int first = 0;
        for (StoredEvent event : events) {
            byte[] json = json(event);
            first = jsons.isEmpty() ? FrameHeader.length(json.length) : first;
            jsons.add(json);
            size += FrameHeader.length(json.length) + json.length;
            if (size - first >= LiveSettings.MAX_FLIGHT) {
                addBlock(encoded, events, jsons, size);
                jsons.clear();
                size = 0;
            }
        }
        addBlock(encoded, events, jsons, size);
        return encoded;
    }

    /** Adds the events that come next in {@code events} after those in {@code encoded}. */
    private static void addBlock(List<EncodedEvent> encoded, List<StoredEvent> events, List<byte[]> jsons, int size) {
        ByteBuffer block = ByteBuffer.allocate(size);
        for (byte[] json : jsons) {
            int frame = block.position();
            FrameHeader.write(block, json.length);
            int begin = block.position();
            block.put(json);
            encoded.add(new EncodedEvent(events.get(encoded.size()), block.array(), frame, begin, block.position()));
        }
    }

    /** Line ends between the tokens of JSON mean nothing; inside of texts they are escaped. */
    private static byte[] json(StoredEvent event) {
        try {
            byte[] json = EventWriter.one(event);
            for (int i = 0; i < json.length; i++) {
                if (json[i] == '\n' || json[i] == '\r') {
                    json[i] = ' ';
                }
            }
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }

    public long position() {
        return stored.position();
    }

    /** Bytes of the event itself. */
    public int length() {
        return end - begin;
    }

    /** What it takes in memory, roughly. */
    long weight() {
        return length() * 2L + 1_000;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.EncodedEvent;
import io.carillon.events.http.internal.live.FrameHeader;
import io.carillon.events.http.internal.live.Packing;

/**
 * Text frames of a server packed one behind the other; the header of the first is left to whoever writes them.
 *
 * <p>Threads: one at a time.
 */
final class TextFrames {

    /** Rather than to copy more than this together, what stands elsewhere is written by itself. */
    private static final int ENOUGH = 16 * 1024;

    private final Packing packing = new Packing();
    private int first;

    /** Adds a frame. */
    void add(byte[] text) {
        begin(text.length);
        packing.put(text);
    }

    /** Adds a frame with an event inside of a text. */
    void add(byte[] before, EncodedEvent event, byte[] after) {
        begin(before.length + event.length() + after.length);
        packing.put(before);
        packing.put(event.block(), event.begin(), event.end());
        packing.put(after);
    }

    private void begin(int length) {
        if (packing.size() == 0) {
            first = length;
        } else {
            packing.put(FrameHeader.of(length));
        }
    }

    /** Adds a frame that is an event, without copying it as long as all there is is a piece of one block. */
    void add(EncodedEvent event) {
        if (packing.size() == 0) {
            first = event.length();
            packing.share(event.block(), event.begin(), event.end());
        } else {
            packing.share(event.block(), event.frame(), event.end());
        }
    }

    /** Whether an event is to be added to what is here, rather than to be the first of what is written next. */
    boolean takes(EncodedEvent event, int limit) {
        int size = packing.size();
        boolean goesOn = event.frame() > 0 || size == 0;
        return size < limit && (goesOn || size < ENOUGH && size + event.block().length <= limit);
    }

    int size() {
        return packing.size();
    }

    /** All of them; valid until {@link #clear}. */
    FrameRun run() {
        return new FrameRun(packing.bytes(), first);
    }

    void clear() {
        packing.clear();
    }
}

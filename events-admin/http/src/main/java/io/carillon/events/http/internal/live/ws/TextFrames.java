// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.http.internal.live.Packing;
import java.nio.ByteBuffer;

/**
 * Text frames of a server packed one behind the other; the header of the first is left to whoever writes them.
 *
 * <p>Threads: one at a time.
 *
 * <p>Source: RFC 6455, section 5.2
 */
final class TextFrames {

    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final int SHORT = 125;
    private static final int MEDIUM = 0xFFFF;

    private final Packing packing = new Packing();
    private int first;

    /** Adds a frame with these parts as its payload. */
    void add(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        if (packing.size() == 0) {
            first = length;
        } else {
            packing.put(header(length));
        }
        for (byte[] part : parts) {
            packing.put(part);
        }
    }

    private static byte[] header(int length) {
        if (length <= SHORT) {
            return new byte[] {FINAL_TEXT, (byte) length};
        }
        if (length <= MEDIUM) {
            return new byte[] {FINAL_TEXT, 126, (byte) (length >> 8), (byte) length};
        }
        return ByteBuffer.allocate(10)
                .put(FINAL_TEXT)
                .put((byte) 127)
                .putLong(length)
                .array();
    }

    int size() {
        return packing.size();
    }

    /** All of them; valid until {@link #clear}. */
    FrameRun run() {
        return new FrameRun(ByteBuffer.wrap(packing.array(), 0, packing.size()), first);
    }

    void clear() {
        packing.clear();
    }
}

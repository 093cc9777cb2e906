// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.nio.ByteBuffer;

/**
 * What stands before a text of a server in a WebSocket.
 *
 * <p>Source: RFC 6455, section 5.2
 */
public final class FrameHeader {

    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final int SHORT = 125;
    private static final int MEDIUM = 0xFFFF;

    private FrameHeader() {}

    /** Bytes of the header of a text of so many bytes. */
    public static int length(int text) {
        return text <= SHORT ? 2 : text <= MEDIUM ? 4 : 10;
    }

    /** The header of a text of so many bytes. */
    public static byte[] of(int text) {
        ByteBuffer header = ByteBuffer.allocate(length(text));
        write(header, text);
        return header.array();
    }

    static void write(ByteBuffer target, int text) {
        target.put(FINAL_TEXT);
        if (text <= SHORT) {
            target.put((byte) text);
        } else if (text <= MEDIUM) {
            target.put((byte) 126).putShort((short) text);
        } else {
            target.put((byte) 127).putLong(text);
        }
    }
}

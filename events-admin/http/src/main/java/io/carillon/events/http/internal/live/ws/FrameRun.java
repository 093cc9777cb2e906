// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Several text frames that are written in one go. To the container it is the first of them: that one's length is what it
 * writes the header for; the payload it copies out holds the rest, headers included.
 *
 * <p>Source: docs/decisions/0019
 */
final class FrameRun extends Frame {

    private final int first;

    /**
     * A run.
     *
     * @param run payload of the first frame, then whole frames
     * @param first length of the first payload
     */
    FrameRun(ByteBuffer run, int first) {
        super(OpCode.TEXT, run);
        this.first = first;
    }

    @Override
    public int getPayloadLength() {
        return first;
    }
}

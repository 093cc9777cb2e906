// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes what is printed as frames of one kind: the kind, the length as a 32-bit number, the bytes. */
final class FrameStream extends OutputStream {

    /** Kind of a frame with output. */
    static final int OUTPUT = 'O';
    /** Kind of a frame with an error text. */
    static final int ERROR = 'E';
    /** Kind of the frame with the exit code in digits, which ends an answer. */
    static final int EXIT = 'X';

    private static final int MAX_FRAME = 64 * 1024;

    private final int kind;
    private final DataOutputStream out;

    /**
     * Writes to a stream that several of these share; each frame is written whole.
     *
     * @param out also the lock
     */
    FrameStream(int kind, DataOutputStream out) {
        this.kind = kind;
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; done += MAX_FRAME) {
            int size = Math.min(MAX_FRAME, length - done);
            synchronized (out) {
                out.writeByte(kind);
                out.writeInt(size);
                out.write(bytes, offset + done, size);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        synchronized (out) {
            out.flush();
        }
    }
}

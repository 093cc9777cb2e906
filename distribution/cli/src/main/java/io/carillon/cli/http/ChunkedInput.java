// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What came in chunks, without their frames. Not for concurrent use. Source: RFC 9112, 7.1. */
final class ChunkedInput extends FilterInputStream {

    private static final int MAX_LINE = 8 * 1024;

    private long left;
    private boolean begun;
    private boolean ended;

    ChunkedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0 && !ended) {
            enter();
        }
        if (ended) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw brokenOff();
        }
        left -= read;
        return read;
    }

    /** Reads the line before a chunk; after the last one there may be headers. */
    private void enter() throws IOException {
        if (begun && !line().isEmpty()) {
            throw new IOException("a chunk of the answer is longer than it said");
        }
        begun = true;
        String size = line().replaceFirst("[; \t].*", "");
        if (!size.matches("[0-9A-Fa-f]{1,15}")) {
            throw new IOException("a chunk of the answer has no size");
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
            for (String trailer = line(); !trailer.isEmpty(); ) {
                trailer = line();
            }
            ended = true;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw brokenOff();
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("a line between chunks has more than " + MAX_LINE + " bytes");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private static EOFException brokenOff() {
        return new EOFException("the answer broke off in the middle of a chunk");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

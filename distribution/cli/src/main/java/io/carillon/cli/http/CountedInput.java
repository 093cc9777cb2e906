// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** So many bytes of a stream; fewer are an error. Not for concurrent use. */
final class CountedInput extends FilterInputStream {

    private long left;

    CountedInput(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("the answer broke off, " + left + " bytes before its end");
        }
        left -= read;
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

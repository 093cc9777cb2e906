// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** Ends a parser that loops over its input once its thread is interrupted. */
final class InterruptibleInput extends FilterInputStream {

    InterruptibleInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        check();
        return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        check();
        return super.read(into, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
        check();
        return super.skip(count);
    }

    private static void check() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("reading was interrupted");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Refuses to go beyond a number of bytes. */
final class LimitedOutput extends OutputStream {

    private final OutputStream target;
    private final long max;
    private long written;

    LimitedOutput(OutputStream target, long max) {
        this.target = new BufferedOutputStream(target, 64 * 1024);
        this.max = max;
    }

    @Override
    public void write(int b) throws IOException {
        count(1);
        target.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        count(length);
        target.write(bytes, from, length);
    }

    private void count(int more) throws IOException {
        if (written + more > max) {
            throw new IOException("the file would have more than " + max + " bytes; select fewer events");
        }
        written += more;
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts the events that are written: lines, or rows of a table below its head. */
final class EventCount extends FilterOutputStream {

    private final boolean table;
    private boolean quoted;
    private long lines;

    EventCount(OutputStream out, boolean table) {
        super(out);
        this.table = table;
    }

    long events() {
        return table ? Math.max(0, lines - 1) : lines;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        count(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        for (int i = offset; i < offset + length; i++) {
            count(bytes[i]);
        }
    }

    private void count(int b) {
        if (table && b == '"') {
            quoted = !quoted;
        } else if (b == '\n' && !quoted) {
            lines++;
        }
    }
}

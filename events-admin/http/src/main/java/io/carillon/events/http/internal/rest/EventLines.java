// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.EventDraft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** One CloudEvent a line. */
final class EventLines implements EventFile {

    /** The most bytes of a line: an event in which every character of the data takes six, as control characters do. */
    static final int MAX_LINE_BYTES = 6 * RequestBody.MAX_BYTES;

    private final InputStream in;
    private byte[] current = new byte[0];
    private long lines;

    /** @param in read byte by byte */
    EventLines(InputStream in) {
        this.in = in;
    }

    @Override
    public boolean next() throws IOException {
        while (advance()) {
            if (!new String(current, StandardCharsets.UTF_8).isBlank()) {
                return true;
            }
        }
        return false;
    }

    /** Of a line that is too long one byte more than the limit is kept. */
    private boolean advance() throws IOException {
        int next = in.read();
        if (next < 0) {
            return false;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        while (next >= 0 && next != '\n') {
            if (line.size() <= MAX_LINE_BYTES) {
                line.write(next);
            }
            next = in.read();
        }
        current = line.toByteArray();
        lines++;
        return true;
    }

    @Override
    public long line() {
        return lines;
    }

    @Override
    public long lines() {
        return lines;
    }

    @Override
    public EventDraft draft() throws IOException {
        if (current.length > MAX_LINE_BYTES) {
            throw RequestBody.tooLarge("more", MAX_LINE_BYTES);
        }
        RequestBody.requireUtf8(current);
        return EventJson.one(current, EventForm.EXPORTED);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.http.internal.rest.EventWriter;
import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An event of the log with the bytes that go to clients, made once for all of them.
 *
 * @param json structured CloudEvent on one line; not copied; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record EncodedEvent(StoredEvent stored, byte[] json) {

    static EncodedEvent of(StoredEvent stored) {
        try {
            return new EncodedEvent(stored, onOneLine(EventWriter.one(stored)));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }

    /** Line ends between the tokens of JSON mean nothing; inside of texts they are escaped. */
    private static byte[] onOneLine(byte[] json) {
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                json[i] = ' ';
            }
        }
        return json;
    }

    public long position() {
        return stored.position();
    }

    /** What it takes in memory, roughly. */
    long weight() {
        return json.length * 2L + 1_000;
    }
}

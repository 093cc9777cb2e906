// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/** Read again and decide anew: the stream or document has moved on since the caller looked. Nothing was written. */
public final class RevisionConflictException extends EventsException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long current;

    /**
     * @param what the stream's subject or the document's key
     * @param current its revision now
     */
    public RevisionConflictException(String what, long expected, long current) {
        super("revision-conflict", what + " was expected at revision " + expected + " and is at " + current);
        this.current = current;
    }

    /** The revision now; 0 when there is nothing. */
    public long current() {
        return current;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.io.Serial;

/** What the log holds at a position does not match its hashes. Nothing was changed; an operator has to look. */
public final class CorruptEventException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long position;
    private final String part;

    /** @param what which part does not match: envelope, payload or chain */
    public CorruptEventException(long position, String what) {
        super("the event at position " + position + " does not match its " + what + " hash; nothing was changed."
                + " Compare with a backup, and run store:verify to see how far the damage goes");
        this.position = position;
        this.part = what;
    }

    public long position() {
        return position;
    }

    /** What does not match: envelope, payload or chain. */
    public String part() {
        return part;
    }
}

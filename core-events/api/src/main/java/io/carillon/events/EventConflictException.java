// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/** Choose another id: this (source, id) is in the log already with another body. Nothing was written. */
public final class EventConflictException extends EventsException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long position;

    /** @param position where the log holds the first event of this identity */
    public EventConflictException(String source, String id, long position) {
        super(
                "event-conflict",
                "event " + id + " of " + source
                        + " is in the log with another body; give the new event an id of its own");
        this.position = position;
    }

    /** Where the first event is. Not in the message, which may reach somebody who may not see that event. */
    public long position() {
        return position;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/** Stop writing: the right to write this log went to another owner (its epoch was raised). Nothing was written. */
public final class StoreFencedException extends EventsException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StoreFencedException(long held, long current) {
        super(
                "read-only",
                "this host may write in epoch " + held + " of the log, which is now in epoch " + current
                        + "; restart the host if it shall take part again");
    }

    @Override
    public boolean retryable() {
        return false;
    }
}

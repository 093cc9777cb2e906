// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/** Slow down and try again: a bounded queue stayed full for the whole waiting time. Nothing was written. */
public final class OverloadedException extends EventsException {

    @Serial
    private static final long serialVersionUID = 1L;

    public OverloadedException(String text) {
        super("overloaded", text);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}

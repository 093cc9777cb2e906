// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/** Stop: the bus, the store or the plugin's view of it is closed. Nothing was written. */
public final class ClosedException extends EventsException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ClosedException(String text) {
        super("shutting-down", text);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}

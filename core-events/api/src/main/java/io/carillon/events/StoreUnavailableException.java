// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/**
 * Try the same again later: there is no open store, or it did not answer. Nothing was written, or the outcome could not be
 * found out; publishing the very same events again is safe because their ids make it idempotent.
 */
public final class StoreUnavailableException extends EventsException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String text) {
        super("store-unavailable", text);
    }

    public StoreUnavailableException(String text, Throwable cause) {
        super("store-unavailable", text, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}

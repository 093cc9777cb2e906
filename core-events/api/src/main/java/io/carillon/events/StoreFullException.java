// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.io.Serial;

/**
 * Make room and try the same again: the store is open and has no space for more. Nothing was written. Reading and
 * handling go on; trying again without room being made fails again, so wait longer than after other failures.
 */
public final class StoreFullException extends EventsException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StoreFullException(String text) {
        super("store-full", text);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}

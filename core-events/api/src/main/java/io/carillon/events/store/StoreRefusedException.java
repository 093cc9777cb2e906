// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.io.Serial;

/** The store must not be opened as it is; an operator has to act. Nothing was changed. The text says what to do. */
public final class StoreRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StoreRefusedException(String text) {
        super(text);
    }

    public StoreRefusedException(String text, Throwable cause) {
        super(text, cause);
    }
}

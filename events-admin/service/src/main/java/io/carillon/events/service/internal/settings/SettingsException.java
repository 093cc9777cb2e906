// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.io.Serial;

/** Something an operator wrote cannot be used; the text says where, why and what helps. */
final class SettingsException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String text;

    SettingsException(String text) {
        super(text);
        this.text = text;
    }

    SettingsException(String text, Throwable cause) {
        super(text, cause);
        this.text = text;
    }

    String text() {
        return text;
    }
}

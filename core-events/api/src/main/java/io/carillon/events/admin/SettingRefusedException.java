// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.io.Serial;

/** A change of settings that is refused; nothing was changed. The text says what helps. */
public final class SettingRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String key;
    private final Reason reason;

    /** Why a change is refused. */
    public enum Reason {
        /** There is no such option. */
        UNKNOWN,
        /** The value does not fit. */
        INVALID,
        /** A stronger layer sets it, or it is taken from local files only. */
        LOCKED
    }

    /**
     * A refusal.
     *
     * @param key of the option as it was given
     * @param text a sentence
     */
    public SettingRefusedException(String key, Reason reason, String text) {
        super(text);
        this.key = key;
        this.reason = reason;
    }

    public String key() {
        return key;
    }

    public Reason reason() {
        return reason;
    }
}

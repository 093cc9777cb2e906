// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.Serial;

/** Ends the command: one sentence on what went wrong, one on what to do, and an exit code for scripts. */
public final class LaunchException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final String hint;

    LaunchException(int exit, String sentence, String hint) {
        super(sentence);
        this.exit = exit;
        this.hint = hint;
    }

    LaunchException(int exit, String sentence, String hint, Throwable cause) {
        super(sentence, cause);
        this.exit = exit;
        this.hint = hint;
    }

    public int exit() {
        return exit;
    }

    /** What to do; may be empty. */
    public String hint() {
        return hint;
    }
}

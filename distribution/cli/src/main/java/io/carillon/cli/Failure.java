// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import java.io.Serial;

/** Ends the command: what went wrong, what to do, and an exit code for scripts. */
public final class Failure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final String hint;

    /**
     * A failure.
     *
     * @param sentence what was attempted and what was found; empty when an interrupted command has told it
     * @param hint what to do; may be empty
     */
    public Failure(int exit, String sentence, String hint) {
        super(sentence);
        this.exit = exit;
        this.hint = hint;
    }

    public Failure(int exit, String sentence, String hint, Throwable cause) {
        super(sentence, cause);
        this.exit = exit;
        this.hint = hint;
    }

    /** Whether there is nothing left to tell. */
    boolean isTold() {
        return exit == Exit.OUTPUT_CLOSED || exit == Exit.INTERRUPTED && "".equals(getMessage());
    }

    public int exit() {
        return exit;
    }

    public String hint() {
        return hint;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.io.Serial;

/** Ends a command: what went wrong, what to do, and the exit code of the command. */
final class CommandException extends RuntimeException {

    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int CONFLICT = 5;
    static final int UNAVAILABLE = 6;
    static final int INVALID = 7;
    static final int JOB_FAILED = 8;
    static final int INTERRUPTED = 130;

    @Serial
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final String hint;

    CommandException(int exit, String sentence, String hint) {
        super(sentence);
        this.exit = exit;
        this.hint = hint;
    }

    static CommandException usage(String sentence, String hint) {
        return new CommandException(USAGE, sentence, hint);
    }

    static CommandException notFound(String what, String hint) {
        return new CommandException(NOT_FOUND, "there is no " + what, hint);
    }

    int exit() {
        return exit;
    }

    /** What to do; may be empty. */
    String hint() {
        return hint;
    }
}

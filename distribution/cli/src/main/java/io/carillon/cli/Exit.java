// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

/** Exit codes that scripts may rely on. */
public final class Exit {

    public static final int OK = 0;
    public static final int FAILED = 1;
    /** Wrong usage, or not done because nobody confirmed it. */
    public static final int REFUSED = 2;

    public static final int NOT_FOUND = 3;
    public static final int NOT_ALLOWED = 4;
    public static final int CONFLICT = 5;
    /** No host answers, or it cannot at the moment. */
    public static final int UNAVAILABLE = 6;

    public static final int INVALID = 7;
    /** A job ended, but not all of it succeeded. */
    public static final int JOB_FAILED = 8;

    /** Nobody reads what is printed any more; what a shell says of a program that a closed pipe ended. */
    public static final int OUTPUT_CLOSED = 141;

    public static final int TIMED_OUT = 124;
    public static final int INTERRUPTED = 130;

    private Exit() {}

    /** The code for a problem that a host answered with. */
    public static int of(int status, String code) {
        return switch (status) {
            case 401, 403 -> NOT_ALLOWED;
            case 404, 410 -> NOT_FOUND;
            case 409, 412 -> CONFLICT;
            case 421, 429, 502, 503, 504, 507 -> UNAVAILABLE;
            case 400 -> code.equals("malformed-json") ? INVALID : REFUSED;
            case 405, 415 -> REFUSED;
            case 413, 422 -> INVALID;
            default -> FAILED;
        };
    }
}

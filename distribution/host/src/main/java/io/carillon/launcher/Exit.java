// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

/** Exit codes that scripts may rely on. */
final class Exit {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int REFUSED = 2;
    static final int NOT_ALLOWED = 4;
    static final int UNAVAILABLE = 6;
    static final int INVALID = 7;
    static final int TIMED_OUT = 124;

    private Exit() {}
}

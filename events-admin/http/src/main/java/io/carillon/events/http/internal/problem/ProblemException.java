// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.problem;

import java.io.Serial;

/** Ends a call with a problem. An answer, not a fault: it carries no stack trace. */
public final class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}

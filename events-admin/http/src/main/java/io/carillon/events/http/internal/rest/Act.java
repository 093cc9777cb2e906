// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.OverloadedException;
import io.carillon.events.admin.SettingRefusedException;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** Something done to the host for a caller. What a capability refuses becomes a problem with the capability's words. */
final class Act {

    /** A job takes longer than a request. */
    private static final String JOB_SECONDS = "5";

    private Act() {}

    static void run(Runnable act) {
        get(() -> {
            act.run();
            return true;
        });
    }

    static <T> T get(Supplier<T> act) {
        try {
            return act.get();
        } catch (ProblemException e) {
            throw e;
        } catch (NoSuchElementException e) {
            throw problem(ProblemCode.NOT_FOUND, e);
        } catch (SettingRefusedException e) {
            throw e.reason() == SettingRefusedException.Reason.LOCKED
                    ? problem(ProblemCode.CONFIG_LOCKED, e)
                    : Members.bad(e.key(), "cannot be set: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw problem(ProblemCode.INVALID_BODY, e);
        } catch (IllegalStateException e) {
            throw problem(ProblemCode.IN_USE, e);
        }
    }

    /** Starts a job, or changes one. */
    static <T> T job(Supplier<T> act) {
        try {
            return act.get();
        } catch (OverloadedException e) {
            throw tooManyJobs(String.valueOf(e.getMessage()));
        }
    }

    /** To say that jobs are started faster than they end. */
    static RuntimeException tooManyJobs(String found) {
        return Problem.of(ProblemCode.TOO_MANY_JOBS, found)
                .withHeader("Retry-After", JOB_SECONDS)
                .toException();
    }

    private static RuntimeException problem(ProblemCode code, RuntimeException refused) {
        String text = refused.getMessage() == null ? code.title() : refused.getMessage();
        return Problem.of(code, text).toException();
    }

    /** To say that something is not there. */
    static RuntimeException notFound(String what) {
        return Problem.of(ProblemCode.NOT_FOUND, "there is no " + what).toException();
    }
}

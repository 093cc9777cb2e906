// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.problem;

import io.carillon.events.ClosedException;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventsException;
import io.carillon.events.InvalidEventException;
import io.carillon.events.OverloadedException;
import io.carillon.events.RevisionConflictException;
import io.carillon.events.StoreFencedException;
import io.carillon.events.StoreFullException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.TooLargeException;
import io.carillon.events.store.CorruptEventException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a failure is to the caller. The one place where exceptions become problems. */
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** Room is made by people or by retention, not within a second. */
    private static final String ROOM_SECONDS = "30";

    private Problems() {}

    /** The problem for a failure; one that is nobody's but the host's is logged and kept from the caller. */
    public static Problem of(Throwable failure, String instance) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof EventsException refused) {
            return refused(refused);
        }
        if (failure instanceof CorruptEventException corrupt) {
            LOG.error("{} met a damaged event", instance, corrupt);
            return Problem.of(ProblemCode.CORRUPT_EVENT, text(corrupt));
        }
        LOG.error("{} failed", instance, failure);
        return Problem.of(ProblemCode.INTERNAL, "The request was not carried out");
    }

    private static Problem refused(EventsException refused) {
        String text = text(refused);
        if (refused instanceof InvalidEventException invalid) {
            return Problem.pointer(ProblemCode.INVALID_EVENT, "#/" + invalid.attribute(), text);
        }
        if (refused instanceof EventConflictException) {
            return Problem.of(ProblemCode.EVENT_CONFLICT, text);
        }
        if (refused instanceof RevisionConflictException) {
            return Problem.of(ProblemCode.REVISION_CONFLICT, text);
        }
        if (refused instanceof TooLargeException) {
            return Problem.of(ProblemCode.TOO_LARGE, text);
        }
        if (refused instanceof OverloadedException) {
            return Problem.of(ProblemCode.OVERLOADED, text);
        }
        if (refused instanceof StoreUnavailableException) {
            return Problem.of(ProblemCode.STORE_UNAVAILABLE, text);
        }
        if (refused instanceof StoreFullException) {
            return Problem.of(ProblemCode.STORE_FULL, text).withHeader("Retry-After", ROOM_SECONDS);
        }
        if (refused instanceof StoreFencedException) {
            return Problem.of(ProblemCode.READ_ONLY, text);
        }
        if (refused instanceof ClosedException) {
            return Problem.of(ProblemCode.SHUTTING_DOWN, text);
        }
        throw new IllegalStateException("no problem code for " + refused.code(), refused);
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}

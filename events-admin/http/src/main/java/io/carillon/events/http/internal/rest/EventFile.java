// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.EventDraft;
import java.io.IOException;

/** Events of a file, one after the other. One that cannot be used does not keep the next from being read. */
interface EventFile {

    /** Goes to the next event, or what stands in its place; {@code false} at the end. Empty lines are passed by. */
    boolean next() throws IOException;

    /** Number of the line it begins in, from 1. */
    long line();

    /** How many lines have been read. */
    long lines();

    /**
     * The event.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException saying why it cannot be used
     */
    EventDraft draft() throws IOException;
}

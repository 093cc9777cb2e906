// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.Event;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a handler.
 *
 * @param subscription identity of the subscription, {@code <plugin>:<id>}
 * @param event what was delivered
 * @param number number of this attempt for this event, from 1
 * @param thrown what the handler threw, or why the data could not be bound to its type; {@code null} when it returned
 */
public record Attempt(
        String subscription,
        Event event,
        int number,
        @Nullable Throwable thrown) {

    /** What the handler threw, empty when it handled the event. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(thrown);
    }

    /** Whether the handler returned. */
    public boolean handled() {
        return thrown == null;
    }
}

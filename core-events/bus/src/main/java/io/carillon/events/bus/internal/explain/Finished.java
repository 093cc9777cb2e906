// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.explain;

import io.carillon.events.admin.ExplainAdmin.Explanation;
import io.carillon.events.bus.internal.deliver.BookReading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the facts mean where a subscription is done with the event. */
sealed interface Finished permits Acknowledged, Handled {

    /** For a client or a handler. */
    static Finished of(Facts facts) {
        return facts.isClient() ? new Acknowledged(facts) : new Handled(facts);
    }

    /** With the exact time, if this host has seen it and remembers that; otherwise as {@link #kept}. */
    default Explanation exactly(BookReading.Delivered delivered) {
        return kept(delivered);
    }

    /** As exactly as the book has it. */
    Explanation kept(BookReading.Delivered delivered);

    /** It did not get into the book. */
    Explanation unrecorded(BookReading.Gap gap, List<String> types);

    /**
     * The book does not reach back that far.
     *
     * @param to empty while what may have had it is still there
     * @param versions of the plugin that were there meanwhile
     */
    Explanation between(List<String> types, Instant from, Optional<Instant> to, List<String> versions);

    /** To say of an event that comes again. */
    String before(BookReading.Delivered delivered);
}

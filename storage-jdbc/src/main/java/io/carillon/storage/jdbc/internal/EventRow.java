// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;
import io.carillon.events.Severity;
import io.carillon.events.store.Hash;
import io.carillon.events.store.NewEvent;
import org.jspecify.annotations.Nullable;

/** One event with the place it gets in the log. */
record EventRow(long position, long revision, int typeId, PreparedEvent prepared, Hash chain) {

    Event event() {
        return planned().event();
    }

    NewEvent planned() {
        return prepared.event();
    }

    DataText data() {
        return prepared.data();
    }

    @Nullable
    String extensions() {
        return prepared.extensions();
    }

    /** Rank of the severity; an event without one counts as INFO. */
    int severity() {
        return rank(event().severity().orElse(Severity.INFO));
    }

    /** Place of a severity in rising order; stored, so it never changes. */
    static int rank(Severity severity) {
        return switch (severity) {
            case TRACE -> 0;
            case DEBUG -> 1;
            case INFO -> 2;
            case WARN -> 3;
            case ERROR -> 4;
            case FATAL -> 5;
        };
    }

    long block() {
        return TimeBlocks.of(position);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.List;

/** What became of one {@link WriteUnit}. */
public sealed interface UnitOutcome {

    /**
     * The unit is in the store.
     *
     * @param positions one per appended event, in order, contiguous; empty for a unit without events
     */
    record Committed(List<Long> positions) implements UnitOutcome {
        public Committed {
            positions = List.copyOf(positions);
        }
    }

    /**
     * Every event of the unit was there already with the same body: an earlier attempt had succeeded. Nothing was written.
     *
     * @param positions where they are, one per event, in order
     */
    record Duplicate(List<Long> positions) implements UnitOutcome {
        public Duplicate {
            positions = List.copyOf(positions);
        }
    }

    /**
     * An event's identity is in the log with another body. Nothing was written.
     *
     * @param index which of the unit's events, from 0
     * @param position where the log holds the first one
     */
    record IdConflict(int index, long position) implements UnitOutcome {}

    /**
     * A {@link Condition} does not hold. Nothing was written.
     *
     * @param condition the first that does not
     * @param current the revision there is
     */
    record RevisionConflict(Condition condition, long current) implements UnitOutcome {}

    /**
     * The unit cannot be committed as it is. Nothing was written.
     *
     * @param code stable, for programs: {@code mixed-duplicates} (some events of the unit are in the log and some are
     *     not), {@code repeated-id} (an identity stands twice in the unit), {@code too-many-types},
     *     {@code no-subscription}, {@code no-event}, {@code beyond-head}, {@code store-full}
     * @param reason what is wrong and what helps
     */
    record Rejected(String code, String reason) implements UnitOutcome {}
}

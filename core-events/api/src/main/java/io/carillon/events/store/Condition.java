// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

/** What must hold for a unit to be committed. */
public sealed interface Condition {

    /**
     * The stream of a subject is at this revision. Breach: {@link UnitOutcome.RevisionConflict}.
     *
     * @param revision 0 for a stream without events
     */
    record StreamAt(String subject, long revision) implements Condition {
        public StreamAt {
            if (revision < 0) {
                throw new IllegalArgumentException("revision must be 0 or more, got " + revision);
            }
        }
    }

    /**
     * A document is at this revision. Breach: {@link UnitOutcome.RevisionConflict}.
     *
     * @param revision 0 for a document that does not exist
     */
    record DocumentAt(String collection, String key, long revision) implements Condition {
        public DocumentAt {
            if (revision < 0) {
                throw new IllegalArgumentException("revision must be 0 or more, got " + revision);
            }
        }
    }
}

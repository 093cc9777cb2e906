// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import io.carillon.events.admin.JobWork;
import io.carillon.events.store.CorruptEventException;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes every hash of the log again: envelope, payload, chain, without holes, up to where the log stood at the start;
 * then counts. Of a truncated log the chain is checked from its oldest event on; of an event whose data was
 * deleted the payload cannot be, nor the envelope where the content type went with the data; the chain holds both hashes.
 */
final class LogVerification implements JobWork {

    private static final int PAGE = 500;

    private final VerifiedLog events;

    LogVerification(VerifiedLog events) {
        this.events = events;
    }

    @Override
    public String run(Progress progress) {
        LogHead head = events.head();
        progress.total(head.position() - head.first() + 1);
        Hash previous = head.first() == 1 ? Hash.ZERO : null;
        long position = head.first() - 1;
        while (position < head.position()) {
            progress.checkCancelled();
            List<StoredEvent> page = page(position, head.position());
            if (page.isEmpty()) {
                throw bad(position + 1, "missing", "is missing");
            }
            for (StoredEvent stored : page) {
                verify(stored, position + 1, previous);
                position = stored.position();
                previous = stored.chain();
            }
            progress.done(position - head.first() + 1);
        }
        if (previous != null && !previous.equals(head.hash())) {
            throw bad(position, "head", "does not lead to the hash of the head");
        }
        return count(head);
    }

    private List<StoredEvent> page(long position, long last) {
        try {
            return events.readAfter(position, (int) Math.min(PAGE, last - position));
        } catch (CorruptEventException e) {
            throw bad(e.position(), e.part(), "is damaged: it does not match its " + e.part() + " hash");
        }
    }

    private static void verify(StoredEvent stored, long expected, @Nullable Hash previous) {
        long position = stored.position();
        if (position != expected) {
            throw bad(expected, "missing", "is missing; the next one found is at " + position);
        }
        boolean whole = !stored.deleted() || !stored.event().data().isNone();
        if (whole && !LogHash.envelope(stored.event(), stored.recordedTime()).equals(stored.envelope())) {
            throw bad(position, "envelope", "does not match its envelope hash");
        }
        if (!stored.deleted() && !LogHash.payload(stored.event().data()).equals(stored.payload())) {
            throw bad(position, "payload", "does not match its payload hash");
        }
        boolean linked = previous == null
                || LogHash.chain(previous, position, stored.envelope(), stored.payload())
                        .equals(stored.chain());
        if (!linked) {
            throw bad(position, "chain", "does not follow from the one before it (chain hash)");
        }
    }

    private String count(LogHead head) {
        long counted = events.count();
        LogHead now = events.head();
        long atLeast = head.position() - now.first() + 1;
        long atMost = now.position() - head.first() + 1;
        if (counted < atLeast || counted > atMost) {
            throw new IllegalStateException("the log counts " + counted + " events, its positions " + atLeast
                    + "; restore a backup, and keep this log to look into it");
        }
        return head.position() - head.first() + 1 + " events verified up to position " + head.position() + ", hash "
                + head.hash();
    }

    private static BadEvent bad(long position, String part, String what) {
        return new BadEvent(
                position,
                part,
                "the event at position " + position + " " + what
                        + "; everything before it is as it was written. Restore a backup, and keep this log to look into it");
    }

    /** The first event that is not as it was written. */
    static final class BadEvent extends IllegalStateException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final long position;
        private final String part;

        private BadEvent(long position, String part, String text) {
            super(text);
            this.position = position;
            this.part = part;
        }

        long position() {
            return position;
        }

        /** What is wrong with it: envelope, payload or chain, missing, or head where the log does not end with it. */
        String part() {
            return part;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.Event;
import io.carillon.events.store.EventQuery;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Deletes the data of events. Their positions, envelopes and hashes stay, so that the chain can be verified; who was to
 * handle them and has not yet, will not. The host's own records, of types {@code carillon.**}, are never deleted: each
 * deletion adds one, in the same commit.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface ClearAdmin {

    /**
     * Deletes the data of one event; nothing happens when it is deleted already.
     *
     * @throws java.util.NoSuchElementException if the log has no such event, or it is a record of the host
     * @throws io.carillon.events.StoreUnavailableException if the store cannot be reached
     */
    void delete(long position, String by);

    /**
     * What to clear.
     *
     * @param query selects events; its order, limit and cursor say nothing
     * @param also a further condition
     * @param described the selection in words, for the record
     * @param reason why, for the record; may be empty
     * @param dryRun whether to count only
     */
    record Request(EventQuery query, Predicate<Event> also, String described, String reason, boolean dryRun) {}

    /**
     * What was done, or would be.
     *
     * @param cleared events
     * @param unread of these, not passed yet by some durable subscription that wants them
     * @param auditEventId id of the record; empty for a dry run
     */
    record Cleared(long cleared, long unread, String auditEventId) {}

    /**
     * Deletes the data of all selected events there are now, on the calling thread, in parts. What is done stays done when
     * it is cancelled by {@link JobWork.Progress#checkCancelled}, and is recorded.
     *
     * @throws io.carillon.events.StoreUnavailableException if the store cannot be reached; a part may be cleared
     */
    Cleared clear(Request request, String by, JobWork.Progress progress);
}

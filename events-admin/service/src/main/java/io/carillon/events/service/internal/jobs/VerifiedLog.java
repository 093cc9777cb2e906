// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.StoredEvent;
import java.util.List;

/** What a verification reads. */
interface VerifiedLog {

    LogHead head();

    /** See {@link LogReader#readAfter}. */
    List<StoredEvent> readAfter(long position, int limit);

    /** How many events there are. */
    long count();

    /** The log of a host that runs. */
    static VerifiedLog of(EventsAdmin events) {
        return new VerifiedLog() {
            @Override
            public LogHead head() {
                return events.head();
            }

            @Override
            public List<StoredEvent> readAfter(long position, int limit) {
                return events.readAfter(position, limit);
            }

            @Override
            public long count() {
                return events.count(EventQuery.builder().build());
            }
        };
    }

    /**
     * A log that no host of this process has open. What cannot be read is tried again, for a server may have been restarted.
     *
     * @param page the most events that are read at once
     */
    static VerifiedLog of(LogReader log, int page) {
        return new VerifiedLog() {
            @Override
            public LogHead head() {
                return log.head();
            }

            @Override
            public List<StoredEvent> readAfter(long position, int limit) {
                int most = Math.min(page, limit);
                try {
                    return log.readAfter(position, most);
                } catch (StoreUnavailableException e) {
                    return log.readAfter(position, most);
                }
            }

            @Override
            public long count() {
                return log.count(EventQuery.builder().build());
            }
        };
    }
}

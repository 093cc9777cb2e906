// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Sums up all health checks. */
@ProviderType
public interface HealthAdmin {

    /** Asks every check now. */
    Report report();

    /** Whether the host is started, its store can be written and it is not stopping. */
    boolean ready();

    /**
     * How the host is.
     *
     * @param status the worst of {@code checks}
     * @param checks in ascending order of names; an immutable list
     */
    record Report(HealthCheck.Status status, Instant time, List<Entry> checks) {
        public Report {
            checks = List.copyOf(checks);
        }
    }

    /**
     * One check.
     *
     * @param since when its status became what it is, as far as it was asked
     */
    record Entry(String name, HealthCheck.Result result, Instant since) {}
}

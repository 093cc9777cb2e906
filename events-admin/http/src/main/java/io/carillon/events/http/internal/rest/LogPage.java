// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import java.util.List;
import org.osgi.service.log.LogEntry;

/**
 * Some records of the host's log.
 *
 * @param entries oldest first
 * @param next where the records begin that come after these
 * @param gap whether records before these, of anybody, are not in memory any more
 */
record LogPage(List<LogEntry> entries, LogPlace next, boolean gap) {

    LogPage {
        entries = List.copyOf(entries);
    }
}

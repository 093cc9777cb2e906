// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The newest records of the host's log, kept in memory as text, so that they hold nothing of who wrote them. Each bundle has
 * a share of its own, and what one writes displaces nothing of another: up to {@value #MAX_RECORDS} records and {@value
 * #MAX_CHARACTERS} characters of each of the {@value #MAX_BUNDLES} bundles that wrote last.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface LogAdmin {

    /** The most records kept of one bundle. */
    int MAX_RECORDS = 500;

    /** The most characters kept of one bundle. */
    int MAX_CHARACTERS = 131_072;

    /** The most bundles of which records are kept. */
    int MAX_BUNDLES = 64;

    /** Longer texts are cut here, in characters. */
    int MAX_TEXT = 8_192;

    /**
     * One record.
     *
     * @param number among all records of this process, from 1, in the order in which they came
     * @param severity {@link Severity#INFO} for records of the level {@code AUDIT}
     * @param bundle symbolic name of who wrote it; empty when unknown
     * @param text cut after {@value #MAX_TEXT} characters
     * @param error what was thrown, where and why, cut in the same way; {@code null} when nothing was
     */
    record LogRecord(
            long number,
            Instant time,
            Severity severity,
            String bundle,
            String logger,
            String thread,
            String text,
            @Nullable String error) {}

    /**
     * Some records of one bundle.
     *
     * @param records oldest first; an immutable list
     * @param next number after which the records begin that come after these
     * @param gap whether records of the bundle between the number asked for and these are not kept any more
     */
    record Page(List<LogRecord> records, long next, boolean gap) {

        public Page {
            records = List.copyOf(records);
        }
    }

    /**
     * The newest records of one bundle, without a gap.
     *
     * @param least this severity or a higher one
     * @param limit the most records, at least 1
     */
    Page newest(String bundle, Severity least, int limit);

    /**
     * The records of one bundle that came after one of any bundle.
     *
     * @param number of that record; 0 for all that are kept
     * @param limit the most records, at least 1
     */
    Page after(String bundle, long number, Severity least, int limit);

    /**
     * The newest records of all bundles, oldest first; an immutable list.
     *
     * @param limit the most records, at least 1
     */
    List<LogRecord> newest(Severity least, int limit);
}

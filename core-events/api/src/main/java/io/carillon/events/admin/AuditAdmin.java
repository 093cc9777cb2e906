// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The record of who did what: a line in the host's log, and an event. Never holds the caller up and never fails it.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface AuditAdmin {

    /** The most denials of known callers recorded one by one in a minute. */
    int DENIALS_PER_MINUTE = 60;

    /** The same for callers whom nothing vouches for: anybody who reaches the port can write these. */
    int ANONYMOUS_DENIALS_PER_MINUTE = 6;

    /** Stands for a caller without a valid credential. */
    String ANONYMOUS = "anonymous";

    /**
     * Records an act.
     *
     * @param type of the event, for instance {@code carillon.events.cleared}
     * @param subject what it was done to, for instance {@code token:ci}
     * @param by who did it
     * @param data values of JSON; no secrets
     */
    void record(String type, String subject, String by, Map<String, Object> data);

    /**
     * Records that somebody was not let. Of the denials in a minute the first are recorded one by one, those of known callers
     * up to {@value #DENIALS_PER_MINUTE} and those of {@link #ANONYMOUS} ones up to {@value #ANONYMOUS_DENIALS_PER_MINUTE};
     * of those beyond the number and some addresses are recorded when the minute is over, or when the record is closed.
     *
     * @param what was asked for, for instance {@code DELETE /api/v1/events}
     * @param by who asked, for instance {@code token:ci} or {@link #ANONYMOUS}
     * @param from address of the caller
     * @param reason code of the refusal
     */
    void denied(String what, String by, String from, String reason);
}

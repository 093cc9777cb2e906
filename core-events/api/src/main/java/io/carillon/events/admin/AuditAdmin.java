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

    /** The most denials recorded one by one in a minute; of those beyond only the number is recorded. */
    int DENIALS_PER_MINUTE = 60;

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
     * Records that somebody was not let.
     *
     * @param what was asked for, for instance {@code DELETE /api/v1/events}
     * @param by who asked, for instance {@code token:ci} or {@code anonymous}
     * @param from address of the caller
     * @param reason code of the refusal
     */
    void denied(String what, String by, String from, String reason);
}

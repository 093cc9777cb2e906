// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Duration;
import java.time.Instant;

/**
 * A login that lasts.
 *
 * @param id 32 hexadecimal digits or more that only its holder knows
 * @param principal who logged in
 * @param started when the password was given
 * @param expires when it ends at the latest
 */
public record Session(String id, Principal principal, Instant started, Instant expires) {

    /** How long after the password was given a session may do what nobody should do by mistake. */
    public static final Duration FRESH = Duration.ofMinutes(5);

    /** Whether the password was given lately enough for acts that need it. */
    public boolean fresh(Instant now) {
        return !now.isAfter(started.plus(FRESH));
    }

    /** Without the id. */
    @Override
    public String toString() {
        return "session of " + principal.name() + " since " + started;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The key for the first user: at most one, in memory, as a hash. Not safe for concurrent use. */
final class SetupKey {

    static final Duration LIFETIME = Duration.ofHours(24);

    private final Clock clock;
    private byte @Nullable [] hash;
    private Instant expires = Instant.MIN;

    SetupKey(Clock clock) {
        this.clock = clock;
    }

    /** A new one in place of the old. */
    String renew() {
        SecretText secret = SecretText.random();
        hash = secret.hash();
        expires = clock.instant().plus(LIFETIME);
        return secret.text();
    }

    boolean opens(String key) {
        byte[] kept = hash;
        return kept != null
                && clock.instant().isBefore(expires)
                && SecretText.of(key).matches(kept);
    }

    void end() {
        hash = null;
    }
}

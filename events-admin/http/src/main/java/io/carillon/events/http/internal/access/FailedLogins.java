// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts wrong credentials by remote address, so that guessing is slow and nobody at another address is locked out. A right
 * token is never asked about, however many wrong ones came from its address; a password, which is slow to check, has to
 * wait with the wrong ones.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class FailedLogins {

    /** Wrong credentials that an address may send in one {@link #WINDOW}. */
    public static final int MAX_FAILURES = 10;

    static final Duration WINDOW = Duration.ofMinutes(1);

    /** The most addresses remembered; those whose first failure is oldest are forgotten. */
    static final int MAX_ADDRESSES = 10_000;

    private record Failures(Instant first, int count) {}

    private final Clock clock;
    /** In ascending order of first failures. */
    private final Map<String, Failures> byAddress = new LinkedHashMap<>();

    public FailedLogins(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts a wrong credential.
     *
     * @return how long the address has to wait, empty while it may try again
     */
    public synchronized Optional<Duration> failed(String address) {
        Instant now = clock.instant();
        Failures known = byAddress.get(address);
        if (known == null || !now.isBefore(known.first().plus(WINDOW)) || now.isBefore(known.first())) {
            byAddress.remove(address);
            byAddress.put(address, new Failures(now, 1));
            forgetOldest();
            return Optional.empty();
        }
        if (known.count() >= MAX_FAILURES) {
            return Optional.of(Duration.between(now, known.first().plus(WINDOW)));
        }
        byAddress.put(address, new Failures(known.first(), known.count() + 1));
        return Optional.empty();
    }

    /** How long an address has to wait before it may try again; empty when it need not. */
    public synchronized Optional<Duration> waiting(String address) {
        Instant now = clock.instant();
        Failures known = byAddress.get(address);
        if (known == null || known.count() < MAX_FAILURES || now.isBefore(known.first())) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(now, known.first().plus(WINDOW)))
                .filter(wait -> wait.compareTo(Duration.ZERO) > 0);
    }

    private void forgetOldest() {
        if (byAddress.size() > MAX_ADDRESSES) {
            Iterator<String> oldest = byAddress.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized int addresses() {
        return byAddress.size();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Principal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that are lent for a short time and kept in memory only.
 *
 * <p>Threads: safe for concurrent use.
 */
final class Loans {

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** By the hash of the text, in the order they were lent. */
    private final Map<String, Loan> byHash = new LinkedHashMap<>();

    private record Loan(Principal holder, Instant expires) {}

    Loans(Clock clock) {
        this.clock = clock;
    }

    /** See {@link AccessAdmin#lend}. */
    synchronized String lend(Principal holder) {
        Instant now = clock.instant();
        byHash.values().removeIf(loan -> !now.isBefore(loan.expires()));
        TokenText text = TokenText.random(random);
        byHash.put(key(text), new Loan(holder, now.plus(AccessAdmin.LOAN)));
        if (byHash.size() > AccessAdmin.MAX_LOANS) {
            byHash.remove(byHash.keySet().iterator().next());
        }
        return text.text();
    }

    /** Who holds this text; empty when it is not lent, or not any more. */
    synchronized Optional<Principal> authenticate(String text) {
        if (byHash.isEmpty()) {
            return Optional.empty();
        }
        return TokenText.parse(text)
                .map(parsed -> byHash.get(key(parsed)))
                .filter(loan -> clock.instant().isBefore(loan.expires()))
                .map(Loan::holder);
    }

    private static String key(TokenText text) {
        return HexFormat.of().formatHex(text.hash());
    }
}

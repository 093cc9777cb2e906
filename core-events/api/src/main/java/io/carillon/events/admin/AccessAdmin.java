// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tokens: who may do what. Kept in the host's data directory, apart from the log, so that they survive an outage of the
 * store. Only hashes are kept.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface AccessAdmin {

    /** The most tokens there may be. */
    int MAX_TOKENS = 1_000;

    /**
     * Makes a token.
     *
     * @param by who owns it
     * @return the token's text, {@code car_<id>_<secret>}; it cannot be shown again
     * @throws IllegalArgumentException if the name is in use or a limit is broken, with the rule
     * @throws java.io.UncheckedIOException if it cannot be kept; there is no new token then
     */
    CreatedToken createToken(TokenRequest request, String by);

    /** All tokens that were not revoked in ascending order of names; an immutable list. */
    List<Token> tokens();

    /**
     * Ends a token at once.
     *
     * @param id id or name
     * @throws java.util.NoSuchElementException if there is none
     */
    void revokeToken(String id, String by);

    /** How long a lent token works. */
    Duration LOAN = Duration.ofMinutes(2);

    /** The most tokens that are lent at a time; the oldest makes room. */
    int MAX_LOANS = 100;

    /**
     * Lends a token to a program on this machine: it works for {@link #LOAN}, is nowhere listed, recorded or written down,
     * and ends with the host.
     *
     * @return {@code car_<id>_<secret>}
     */
    String lend(Principal holder);

    /** Who presents this text; empty for an unknown, expired or revoked token, or one whose owner is
     * disabled, in the same time. */
    Optional<Principal> authenticate(String text);

    /**
     * Whether a principal still stands: its token was not revoked and did not expire, its user is neither disabled nor
     * removed, and its rights are the same. What a lent token began, goes on. Quick; what lasts, such as a stream, asks every second.
     */
    boolean isCurrent(Principal principal);

    /**
     * A token and the one chance to see it.
     *
     * @param text {@code car_<id>_<secret>}
     */
    record CreatedToken(Token token, String text) {

        /** Without the secret. */
        @Override
        public String toString() {
            return token.toString();
        }
    }
}

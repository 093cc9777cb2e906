// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Logins of people, and tickets for connections that cannot carry a header. In memory: a restart ends them all.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface SessionsAdmin {

    /** How long a session lasts without a request. */
    Duration IDLE = Duration.ofMinutes(30);

    /** How long a session lasts at the most. */
    Duration LONGEST = Duration.ofHours(12);

    /** The most sessions there may be; those of one user, {@value #MAX_USER_SESSIONS}. The longest unused makes room. */
    int MAX_SESSIONS = 1_000;

    /** The most sessions of one user. */
    int MAX_USER_SESSIONS = 10;

    /** How long a ticket works. */
    Duration TICKET = Duration.ofSeconds(30);

    /** The most tickets that wait to be used. */
    int MAX_TICKETS = 10_000;

    /**
     * Logs a user in, in the same time whether the name or the password is wrong.
     *
     * @param replaced id of a session that ends when this succeeds, {@code null} without one
     * @param from where the request came from, for the record
     * @return a session with a new id; empty when name or password are wrong or the user is disabled
     * @throws io.carillon.events.OverloadedException if too many logins wait already
     */
    Optional<Session> login(String name, String password, @Nullable String replaced, String from);

    /** The session of this id, which counts as used now; empty when there is none or it ended. */
    Optional<Session> session(String id);

    /** Ends a session, if there is one of this id. */
    void logout(String id);

    /**
     * Makes a ticket that stands for a principal once.
     *
     * @param session id of the session it is made in, without which it does not work; {@code null} for none
     * @throws io.carillon.events.OverloadedException if {@value #MAX_TICKETS} wait already
     */
    String ticket(Principal holder, @Nullable String session);

    /**
     * Takes a ticket in, which does not work again.
     *
     * @return empty when it is unknown, used or older than {@link #TICKET}, or its session ended
     */
    Optional<Redeemed> redeem(String ticket);

    /**
     * Whom a ticket stood for.
     *
     * @param session what to ask {@link #lasts} about as long as that goes on which the ticket began; not the id;
     *     {@code null} when it was not made in a session
     */
    record Redeemed(Principal holder, @Nullable String session) {}

    /** Whether a session of {@link Redeemed} is still there; asking does not count as using it. Quick. */
    boolean lasts(String session);
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Session;
import io.carillon.events.admin.SessionsAdmin;
import jakarta.servlet.ServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks and what they presented.
 *
 * @param principal {@code null} for an anonymous caller
 * @param session {@code null} unless a session stands for them
 * @param ticketMadeIn session in which the ticket was made that stands for them, as {@code SessionsAdmin} names it there;
 *     {@code null} without one
 */
public record Caller(
        @Nullable Principal principal,
        @Nullable Session session,
        @Nullable String ticketMadeIn) {

    private static final String ATTRIBUTE = Caller.class.getName();
    private static final Caller NOBODY = new Caller(null, null, null);

    static Caller nobody() {
        return NOBODY;
    }

    /** One whom a token stands for. */
    public static Caller of(Principal principal) {
        return new Caller(principal, null, null);
    }

    /** One whom a ticket stands for. */
    static Caller of(SessionsAdmin.Redeemed ticket) {
        return new Caller(ticket.holder(), null, ticket.session());
    }

    /** One whom a session stands for. */
    public static Caller of(Session session) {
        return new Caller(session.principal(), session, null);
    }

    /** The session that what a ticket begins depends on; empty without one. */
    public Optional<String> ticketSession() {
        return Optional.ofNullable(ticketMadeIn);
    }

    /** For records. */
    public String name() {
        return principal == null ? AuditAdmin.ANONYMOUS : principal.name();
    }

    /** Keeps it with its request. */
    public void attach(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The caller of a request; nobody before it was known. */
    public static Caller of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : NOBODY;
    }

    /** Whether it is known who asks, if only that they presented nothing. */
    public static boolean isKnown(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller;
    }

    /** The session of a request, empty when there is none. */
    public static Optional<Session> session(ServletRequest request) {
        return Optional.ofNullable(of(request).session());
    }
}

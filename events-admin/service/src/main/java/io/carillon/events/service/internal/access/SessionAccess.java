// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Session;
import io.carillon.events.admin.SessionsAdmin;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Logins and tickets; every login, wrong or right, is recorded. */
@Component(service = SessionsAdmin.class, immediate = true)
public final class SessionAccess implements SessionsAdmin {

    private final Users users;
    private final AuditAdmin audit;
    private final Sessions sessions;
    private final Tickets tickets;

    @Activate
    public SessionAccess(@Reference Users users, @Reference AuditAdmin audit) {
        this(users, audit, Clock.systemUTC());
    }

    SessionAccess(Users users, AuditAdmin audit, Clock clock) {
        this.users = users;
        this.audit = audit;
        this.sessions = new Sessions(users, clock);
        this.tickets = new Tickets(clock);
    }

    @Override
    public Optional<Session> login(String name, String password, @Nullable String replaced, String from) {
        Optional<StoredUser> user = users.check(name, password);
        boolean disabled =
                user.map(StoredUser::user).filter(found -> found.disabled()).isPresent();
        if (user.isEmpty() || disabled) {
            if (users.find(name).isPresent()) {
                audit.denied("login", "user:" + name, from, disabled ? "disabled" : "wrong password");
            } else {
                // A name that nobody has may be a password in the wrong field.
                audit.denied("login", AuditAdmin.ANONYMOUS, from, "unknown user");
            }
            return Optional.empty();
        }
        if (replaced != null) {
            sessions.close(replaced);
        }
        Session session = sessions.open(user.get());
        users.loggedIn(name);
        audit.record("carillon.session.started", "user:" + name, "user:" + name, Map.of("from", from));
        return Optional.of(session);
    }

    @Override
    public Optional<Session> session(String id) {
        return sessions.find(id);
    }

    @Override
    public void logout(String id) {
        sessions.close(id)
                .ifPresent(name -> audit.record("carillon.session.ended", "user:" + name, "user:" + name, Map.of()));
    }

    @Override
    public String ticket(Principal holder, @Nullable String session) {
        return tickets.make(new Redeemed(holder, session == null ? null : Sessions.key(session)));
    }

    @Override
    public Optional<Redeemed> redeem(String ticket) {
        return tickets.redeem(ticket).filter(known -> known.session() == null || lasts(known.session()));
    }

    @Override
    public boolean lasts(String session) {
        return sessions.lasts(session);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.Session;
import io.carillon.events.admin.SessionsAdmin;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The sessions, in memory. One lasts only as long as its user is there, enabled, and has the same password. */
final class Sessions {

    /** Password as it was at login. */
    private record Open(String user, PasswordHash password, Instant started, Instant used) {

        boolean ended(Instant now) {
            return !now.isBefore(expires()) || now.isBefore(started);
        }

        private Instant expires() {
            Instant idle = used.plus(SessionsAdmin.IDLE);
            Instant last = started.plus(SessionsAdmin.LONGEST);
            return idle.isBefore(last) ? idle : last;
        }
    }

    private final Users users;
    private final Clock clock;
    /** By hash of the id; the longest unused first. */
    private final Map<String, Open> byKey = new LinkedHashMap<>();

    Sessions(Users users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    synchronized Session open(StoredUser user) {
        SecretText id = SecretText.random();
        String name = user.user().name();
        makeRoom(name);
        Open open = new Open(name, user.password(), clock.instant(), clock.instant());
        byKey.put(id.key(), open);
        return session(id, user, open);
    }

    private void makeRoom(String name) {
        Instant now = clock.instant();
        byKey.values().removeIf(open -> open.ended(now));
        long own =
                byKey.values().stream().filter(open -> open.user().equals(name)).count();
        boolean tooManyOwn = own >= SessionsAdmin.MAX_USER_SESSIONS;
        if (!tooManyOwn && byKey.size() < SessionsAdmin.MAX_SESSIONS) {
            return;
        }
        Iterator<Open> oldest = byKey.values().iterator();
        while (oldest.hasNext()) {
            Open open = oldest.next();
            if (!tooManyOwn || open.user().equals(name)) {
                oldest.remove();
                return;
            }
        }
    }

    private static Session session(SecretText id, StoredUser user, Open open) {
        return new Session(
                id.text(),
                user.user().principal(),
                open.started(),
                open.started().plus(SessionsAdmin.LONGEST));
    }

    synchronized Optional<Session> find(String presented) {
        SecretText id = SecretText.of(presented);
        Open open = byKey.get(id.key());
        if (open == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<StoredUser> user = user(open, now);
        if (user.isEmpty()) {
            byKey.remove(id.key());
            return Optional.empty();
        }
        byKey.remove(id.key());
        byKey.put(id.key(), new Open(open.user(), open.password(), open.started(), now));
        return Optional.of(session(id, user.get(), open));
    }

    /** The user of a session; empty when it is over. */
    private Optional<StoredUser> user(Open open, Instant now) {
        return open.ended(now)
                ? Optional.empty()
                : users.find(open.user())
                        .filter(found ->
                                !found.user().disabled() && found.password().same(open.password()));
    }

    /** What a session can be told by without its id. */
    static String key(String presented) {
        return SecretText.of(presented).key();
    }

    /** Whether a session is still there, by its key; it is not used by this. */
    synchronized boolean lasts(String key) {
        return Optional.ofNullable(byKey.get(key))
                .flatMap(open -> user(open, clock.instant()))
                .isPresent();
    }

    /** Ends a session; whose it was. */
    synchronized Optional<String> close(String presented) {
        return Optional.ofNullable(byKey.remove(SecretText.of(presented).key())).map(Open::user);
    }

    synchronized int size() {
        return byKey.size();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.HostPaths;
import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.User;
import io.carillon.events.admin.UsersAdmin;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users, in memory and on disk. Changes are on disk before they count; no lock is held while a password is hashed. */
@Component(service = Users.class, immediate = true)
public final class Users {

    private static final Logger LOG = LoggerFactory.getLogger(Users.class);

    private final UserFile file;
    private final Clock clock;
    private final int rounds;
    private final PasswordWork work = new PasswordWork();
    private final PasswordHash nobody;
    private final SortedMap<String, StoredUser> byName = new TreeMap<>();

    @Activate
    public Users(BundleContext context) {
        this(new UserFile(HostPaths.of(context).data().resolve("access")), Clock.systemUTC(), PasswordHash.ROUNDS);
    }

    /** For tests: fewer rounds. */
    Users(UserFile file, Clock clock, int rounds) {
        this.file = file;
        this.clock = clock;
        this.rounds = rounds;
        this.nobody = PasswordHash.ofNobody(rounds);
        file.read().forEach(user -> byName.put(user.user().name(), user));
    }

    /** See {@link UsersAdmin#add}. */
    User add(NewUser request, String password) {
        checkRoom(request.name());
        StoredUser stored = new StoredUser(
                new User(
                        request.name(),
                        request.role(),
                        request.types(),
                        request.tenants(),
                        false,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        null),
                hash(request.name(), password));
        synchronized (this) {
            checkRoom(request.name());
            SortedMap<String, StoredUser> next = new TreeMap<>(byName);
            next.put(request.name(), stored);
            replace(next);
        }
        return stored.user();
    }

    private synchronized void checkRoom(String name) {
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException("there is a user named " + name + " already");
        }
        if (byName.size() >= UsersAdmin.MAX_USERS) {
            throw new IllegalArgumentException(
                    "there are " + UsersAdmin.MAX_USERS + " users already, the limit; remove some first");
        }
    }

    private PasswordHash hash(String name, String password) {
        PasswordRules.check(name, password);
        return work.run(() -> PasswordHash.of(password, rounds));
    }

    synchronized List<User> list() {
        return byName.values().stream().map(StoredUser::user).toList();
    }

    synchronized boolean isEmpty() {
        return byName.isEmpty();
    }

    synchronized Optional<StoredUser> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether a user may make tokens now, and one of an earlier time was made by the same user. */
    boolean ownsTokens(String name, Instant since) {
        return find(name)
                .map(StoredUser::user)
                .filter(user -> administers(user) && !since.isBefore(user.created()))
                .isPresent();
    }

    /** The user if the password is right, whether disabled or not; in the same time for unknown names. */
    Optional<StoredUser> check(String name, String password) {
        if (password.length() > 4 * UsersAdmin.MAX_PASSWORD) {
            return Optional.empty();
        }
        Optional<StoredUser> user = find(name);
        PasswordHash expected = user.map(StoredUser::password).orElse(nobody);
        boolean right = work.run(() -> expected.matches(password));
        return right ? user : Optional.empty();
    }

    /** Keeps the time of a login; a disk that refuses does not keep anybody out. */
    void loggedIn(String name) {
        try {
            change(name, user -> user.loggedIn(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        } catch (UncheckedIOException e) {
            LOG.warn("The time of the login of {} cannot be kept", name, e);
        }
    }

    User setPassword(String name, String password) {
        if (find(name).isEmpty()) {
            throw missing(name);
        }
        PasswordHash hash = hash(name, password);
        return change(name, user -> user.withPassword(hash));
    }

    synchronized User setDisabled(String name, boolean disabled) {
        if (disabled) {
            requireAnotherAdministrator(name);
        }
        return change(name, user -> user.disabled(disabled));
    }

    synchronized User setRights(NewUser rights) {
        if (rights.role() != Role.ADMIN) {
            requireAnotherAdministrator(rights.name());
        }
        return change(rights.name(), user -> user.with(rights));
    }

    private synchronized User change(String name, UnaryOperator<StoredUser> change) {
        StoredUser changed = change.apply(find(name).orElseThrow(() -> missing(name)));
        SortedMap<String, StoredUser> next = new TreeMap<>(byName);
        next.put(name, changed);
        replace(next);
        return changed.user();
    }

    synchronized User remove(String name) {
        User user = find(name).orElseThrow(() -> missing(name)).user();
        requireAnotherAdministrator(name);
        SortedMap<String, StoredUser> next = new TreeMap<>(byName);
        next.remove(name);
        replace(next);
        return user;
    }

    private void requireAnotherAdministrator(String name) {
        boolean one =
                find(name).map(StoredUser::user).filter(Users::administers).isPresent();
        if (one && list().stream().filter(Users::administers).count() == 1) {
            throw new IllegalArgumentException(
                    name + " is the only one who administers; give another user the role admin first");
        }
    }

    private static boolean administers(User user) {
        return user.role() == Role.ADMIN && !user.disabled();
    }

    private static NoSuchElementException missing(String name) {
        return new NoSuchElementException(
                "there is no user " + (name.length() > 80 ? name.substring(0, 80) + "…" : name));
    }

    private void replace(SortedMap<String, StoredUser> next) {
        Collection<StoredUser> users = next.values();
        file.write(users);
        byName.clear();
        byName.putAll(next);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.User;
import io.carillon.events.admin.UsersAdmin;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Access of people; every change is recorded. */
@Component(
        service = {UsersAdmin.class, UserAccess.class},
        immediate = true)
public final class UserAccess implements UsersAdmin {

    private final Users users;
    private final AuditAdmin audit;
    private final SetupKey setupKey;

    @Activate
    public UserAccess(@Reference Users users, @Reference AuditAdmin audit) {
        this(users, audit, Clock.systemUTC());
    }

    UserAccess(Users users, AuditAdmin audit, Clock clock) {
        this.users = users;
        this.audit = audit;
        this.setupKey = new SetupKey(clock);
    }

    @Override
    public User add(NewUser request, String password, String by) {
        User added = users.add(request, password);
        record("carillon.user.added", added, by);
        return added;
    }

    @Override
    public List<User> users() {
        return users.list();
    }

    @Override
    public void setPassword(String name, String password, String by) {
        record("carillon.user.password_changed", users.setPassword(name, password), by);
    }

    @Override
    public boolean changePassword(String name, String current, String password) {
        Optional<User> user = users.check(name, current).map(StoredUser::user).filter(found -> !found.disabled());
        if (user.isEmpty()) {
            return false;
        }
        setPassword(name, password, user.get().principal().name());
        return true;
    }

    @Override
    public User setRights(NewUser rights, String by) {
        User changed = users.setRights(rights);
        record("carillon.user.changed", changed, by);
        return changed;
    }

    @Override
    public void setDisabled(String name, boolean disabled, String by) {
        record(disabled ? "carillon.user.disabled" : "carillon.user.enabled", users.setDisabled(name, disabled), by);
    }

    @Override
    public void remove(String name, String by) {
        record("carillon.user.removed", users.remove(name), by);
    }

    @Override
    public synchronized Optional<String> newSetupKey(String by) {
        if (!users.isEmpty()) {
            setupKey.end();
            return Optional.empty();
        }
        audit.record("carillon.setup.key_made", "setup", by, Map.of("hours", SetupKey.LIFETIME.toHours()));
        return Optional.of(setupKey.renew());
    }

    @Override
    public synchronized Optional<User> setUp(String key, String name, String password) {
        boolean opens = setupKey.opens(key);
        if (!opens || !users.isEmpty()) {
            return Optional.empty();
        }
        User first = users.add(NewUser.of(name, Role.ADMIN), password);
        setupKey.end();
        record("carillon.setup.completed", first, "setup");
        return Optional.of(first);
    }

    private void record(String type, User user, String by) {
        Map<String, Object> data = new TreeMap<>(
                Map.of("name", user.name(), "role", user.role().name().toLowerCase(Locale.ROOT)));
        if (!user.types().isEmpty()) {
            data.put("types", user.types().stream().map(TypePattern::text).toList());
        }
        if (!user.tenants().isEmpty()) {
            data.put("tenants", List.copyOf(user.tenants()));
        }
        audit.record(type, "user:" + user.name(), by, data);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.User;
import java.time.Instant;

/** A user as kept: what is known, and the hash of the password. */
record StoredUser(User user, PasswordHash password) {

    StoredUser withPassword(PasswordHash other) {
        return new StoredUser(user, other);
    }

    StoredUser with(NewUser rights) {
        return new StoredUser(
                new User(
                        user.name(),
                        rights.role(),
                        rights.types(),
                        rights.tenants(),
                        user.disabled(),
                        user.created(),
                        user.lastLogin()),
                password);
    }

    StoredUser disabled(boolean disabled) {
        return new StoredUser(
                new User(
                        user.name(),
                        user.role(),
                        user.types(),
                        user.tenants(),
                        disabled,
                        user.created(),
                        user.lastLogin()),
                password);
    }

    StoredUser loggedIn(Instant time) {
        return new StoredUser(
                new User(user.name(), user.role(), user.types(), user.tenants(), user.disabled(), user.created(), time),
                password);
    }
}

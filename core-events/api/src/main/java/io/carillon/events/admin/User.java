// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.TypePattern;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a user; never the password.
 *
 * @param name unique
 * @param role what they may
 * @param types of events they are limited to; empty for all
 * @param tenants whose events they are limited to; empty for all
 * @param disabled whether they cannot log in, and their sessions and tokens do not work
 * @param created when
 * @param lastLogin to the second; {@code null} when never
 */
public record User(
        String name,
        Role role,
        List<TypePattern> types,
        Set<String> tenants,
        boolean disabled,
        Instant created,
        @Nullable Instant lastLogin) {

    public User {
        types = List.copyOf(types);
        tenants = Set.copyOf(tenants);
    }

    /** Who the user is when asking for something. */
    public Principal principal() {
        return new Principal("user:" + name, role, role.scopes(), types, tenants, name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.TypePattern;
import java.util.List;
import java.util.Set;

/**
 * A user to be added.
 *
 * @param name 1 to 64 of {@code A-Z a-z 0-9 - _ . @}
 * @param role what they may
 * @param types of events they are limited to, at most {@value TokenRequest#MAX_LIMITS}; empty for all
 * @param tenants whose events they are limited to, at most {@value TokenRequest#MAX_LIMITS}; empty for all
 */
public record NewUser(String name, Role role, List<TypePattern> types, Set<String> tenants) {

    private static final int MAX_NAME = 64;

    /** @throws IllegalArgumentException if a rule is broken, with the rule */
    public NewUser {
        boolean allowed =
                name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_.@".indexOf(c) >= 0));
        if (name.isEmpty() || name.length() > MAX_NAME || !allowed) {
            throw new IllegalArgumentException("a user's name has 1 to " + MAX_NAME + " of A-Z a-z 0-9 - _ . @");
        }
        types = List.copyOf(types);
        tenants = Set.copyOf(tenants);
        Narrowing.check(role == Role.ADMIN, types, tenants);
    }

    /** A user limited in nothing but the role. */
    public static NewUser of(String name, Role role) {
        return new NewUser(name, role, List.of(), Set.of());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.TypePattern;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token to be made.
 *
 * @param name 1 to 64 of {@code A-Z a-z 0-9 - _ .}
 * @param role the most it may
 * @param scopes at least one of the role's
 * @param types of events it is limited to, at most {@value #MAX_LIMITS}; empty for all
 * @param tenants whose events it is limited to, at most {@value #MAX_LIMITS}; empty for all
 * @param user on whose behalf it acts, to see events that are meant for this user; {@code null} for nobody's
 * @param lifetime at least one minute, at most ten years
 */
public record TokenRequest(
        String name,
        Role role,
        Set<Scope> scopes,
        List<TypePattern> types,
        Set<String> tenants,
        @Nullable String user,
        Duration lifetime) {

    /** The most types, and tenants, that one can be limited to. */
    public static final int MAX_LIMITS = 100;

    /** @throws IllegalArgumentException if a rule is broken, with the rule */
    public TokenRequest {
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("a token needs at least one scope");
        }
        scopes = Collections.unmodifiableSet(EnumSet.copyOf(scopes));
        if (!role.scopes().containsAll(scopes)) {
            throw new IllegalArgumentException(
                    "the scopes " + scopes + " go beyond the role " + role + ", which has " + role.scopes());
        }
        types = List.copyOf(types);
        tenants = Set.copyOf(tenants);
        Narrowing.check(scopes.contains(Scope.ADMIN), types, tenants);
        if (user != null) {
            Narrowing.checkName("user", user);
        }
    }

    /** A token with all rights of a role, limited in nothing but time. */
    public static TokenRequest of(String name, Role role, Duration lifetime) {
        return new TokenRequest(name, role, role.scopes(), List.of(), Set.of(), null, lifetime);
    }

    /** The same with these rights only. */
    public TokenRequest withScopes(Set<Scope> only) {
        return new TokenRequest(name, role, only, types, tenants, user, lifetime);
    }

    /** The same for events of these types only. */
    public TokenRequest withTypes(List<TypePattern> only) {
        return new TokenRequest(name, role, scopes, only, tenants, user, lifetime);
    }

    /** The same for events of these tenants only. */
    public TokenRequest withTenants(Set<String> only) {
        return new TokenRequest(name, role, scopes, types, only, user, lifetime);
    }

    /** The same on behalf of a user. */
    public TokenRequest withUser(@Nullable String behalf) {
        return new TokenRequest(name, role, scopes, types, tenants, behalf, lifetime);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.Event;
import io.carillon.events.TypePattern;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking, and what they may. What a principal does not see is to be answered like what does not exist.
 *
 * @param name for instance {@code token:ci} or {@code user:anna}
 * @param role the most they may
 * @param scopes the rights they have of it; an immutable set
 * @param types of events they are limited to; empty for all
 * @param tenants whose events they are limited to; empty for all, also for events of no tenant
 * @param user on whose behalf, to see what is meant for this user; {@code null} for nobody's
 */
public record Principal(
        String name,
        Role role,
        Set<Scope> scopes,
        List<TypePattern> types,
        Set<String> tenants,
        @Nullable String user) {

    /** Extension that aims an event at one user: seen by that user's principals, by operators and administrators. */
    public static final String USER = "userid";

    public Principal {
        Objects.requireNonNull(name, "name");
        if (!role.scopes().containsAll(scopes)) {
            throw new IllegalArgumentException(name + " has scopes " + scopes + " beyond its role " + role);
        }
        scopes = scopes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(scopes));
        types = List.copyOf(types);
        tenants = Set.copyOf(tenants);
    }

    /** One with all rights of a role, limited in nothing. */
    public static Principal of(String name, Role role) {
        return new Principal(name, role, role.scopes(), List.of(), Set.of(), null);
    }

    /** Whether they have a right; {@link Scope#ADMIN} includes all. */
    public boolean may(Scope scope) {
        return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
    }

    /** Whether events of this type concern them at all. */
    public boolean mayType(String type) {
        return types.isEmpty() || types.stream().anyMatch(pattern -> pattern.matches(type));
    }

    /**
     * Whether events of this tenant concern them at all.
     *
     * @param tenant {@code null} for events of no tenant, which concern only those who are not limited to tenants
     */
    public boolean mayTenant(@Nullable String tenant) {
        return tenants.isEmpty() || tenant != null && tenants.contains(tenant);
    }

    /** Whether they see this event: its type, its tenant, and whom it is meant for. */
    public boolean sees(Event event) {
        Object meant = event.extensions().get(USER);
        return mayType(event.type())
                && mayTenant(event.tenant().orElse(null))
                && (meant == null || role.includes(Role.OPERATOR) || meant.equals(user));
    }

    /**
     * Whether they are limited to some types or tenants. {@link #sees} has to be asked for each event in any case, since
     * events can be meant for one user.
     */
    public boolean isNarrowed() {
        return !types.isEmpty() || !tenants.isEmpty();
    }
}

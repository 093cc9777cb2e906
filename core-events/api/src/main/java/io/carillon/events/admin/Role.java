// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A named set of rights; each includes the ones before it. */
public enum Role {
    /** Reads. */
    VIEWER(EnumSet.of(Scope.EVENTS_READ, Scope.PLUGINS_READ, Scope.SYSTEM_READ)),
    /** Publishes. */
    PUBLISHER(with(VIEWER, EnumSet.of(Scope.EVENTS_PUBLISH))),
    /** Operates: switches subscriptions and plugins, runs jobs, replays. */
    OPERATOR(with(
            PUBLISHER,
            EnumSet.of(Scope.EVENTS_REPLAY, Scope.SUBSCRIPTIONS_MANAGE, Scope.PLUGINS_MANAGE, Scope.JOBS_MANAGE))),
    /** Everything: users, tokens, configuration, deletion. */
    ADMIN(EnumSet.allOf(Scope.class));

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
    private final Set<Scope> scopes;

    Role(EnumSet<Scope> scopes) {
        this.scopes = Collections.unmodifiableSet(scopes);
    }

    private static EnumSet<Scope> with(Role before, EnumSet<Scope> more) {
        EnumSet<Scope> all = EnumSet.copyOf(before.scopes);
        all.addAll(more);
        return all;
    }

    /** The rights; an immutable set. */
    public Set<Scope> scopes() {
        return scopes;
    }

    /** Whether this role has all rights of the other. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}

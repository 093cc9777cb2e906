// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.TypePattern;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an access token; never the secret.
 *
 * @param id public part of the token
 * @param name given by whoever made it, unique among tokens that were not revoked
 * @param role the most it may
 * @param scopes the rights it has of that role; an immutable set
 * @param types of events it is limited to; empty for all
 * @param tenants whose events it is limited to; empty for all
 * @param user on whose behalf it acts, {@code null} for nobody's
 * @param owner who made it, for instance {@code user:anna}; it stops working while that user is disabled, gone or
 *     does not administer
 * @param created when
 * @param expires when it stops working
 * @param lastUsed last successful use, to the minute; {@code null} when never
 */
public record Token(
        String id,
        String name,
        Role role,
        Set<Scope> scopes,
        List<TypePattern> types,
        Set<String> tenants,
        @Nullable String user,
        String owner,
        Instant created,
        Instant expires,
        @Nullable Instant lastUsed) {

    public Token {
        scopes = scopes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(scopes));
        types = List.copyOf(types);
        tenants = Set.copyOf(tenants);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an access token; never the secret.
 *
 * @param id public part of the token
 * @param name given by whoever made it, unique among tokens that were not revoked
 * @param role what it may
 * @param created when
 * @param expires when it stops working
 * @param lastUsed last successful use, to the minute; {@code null} when never
 */
public record Token(
        String id,
        String name,
        Role role,
        Instant created,
        Instant expires,
        @Nullable Instant lastUsed) {}

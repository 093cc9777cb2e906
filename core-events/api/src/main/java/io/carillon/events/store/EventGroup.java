// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events that have one value of an attribute in common.
 *
 * @param value what they have in common; {@code null} for those without the attribute. A severity is one of
 *     {@link io.carillon.events.Severity}; an event without one counts as {@code INFO}.
 * @param count how many there are, 1 or more
 * @param first earliest recorded time among them
 * @param last latest recorded time among them
 */
public record EventGroup(@Nullable String value, long count, Instant first, Instant last) {

    /** The most groups one call answers. */
    public static final int MAX_GROUPS = 1_000;

    /** What events are grouped by. */
    public enum Key {
        TYPE,
        SOURCE,
        TENANT,
        SEVERITY
    }
}

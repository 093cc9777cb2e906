// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.util.Objects;

/**
 * What the bus answers to a publish.
 *
 * @param id the event's id, given or made
 * @param source the event's source; with {@code id} the event's identity
 * @param position place in the log, from 1; 0 for an event that is not in the log (ephemeral type)
 * @param durability what is promised for this event
 * @param duplicate whether the same event was in the log already; {@code position} is then the first one's and nothing
 *     was written
 */
public record Receipt(String id, String source, long position, Durability durability, boolean duplicate) {

    public Receipt {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(durability, "durability");
        if (position < 0) {
            throw new IllegalArgumentException("position must be 0 or more, got " + position);
        }
    }
}

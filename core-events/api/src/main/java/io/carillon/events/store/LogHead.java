// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.Objects;

/**
 * Where the log stands.
 *
 * @param first oldest position that can be read, 1 unless truncated; {@code position + 1} when there is none
 * @param position newest position, 0 for a log that never had an event
 * @param hash chain hash at {@code position}; {@link Hash#ZERO} at 0
 * @param epoch generation of the right to write, from 1
 */
public record LogHead(long first, long position, Hash hash, long epoch) {

    public LogHead {
        Objects.requireNonNull(hash, "hash");
        if (position < 0 || first < 1 || first > position + 1 || epoch < 1) {
            throw new IllegalArgumentException(
                    "impossible head: first " + first + ", position " + position + ", epoch " + epoch);
        }
    }
}

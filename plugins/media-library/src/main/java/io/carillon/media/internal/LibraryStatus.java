// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a library is, for the operator.
 *
 * @param files files in the index
 * @param scanned when it was last compared with its folder, {@code null} when it never was
 * @param problem what is wrong and what helps, {@code null} when nothing is
 */
record LibraryStatus(
        String name,
        Path root,
        State state,
        long files,
        @Nullable Instant scanned,
        @Nullable String problem) {

    /** What a library is doing. */
    enum State {
        STARTING,
        SCANNING,
        WATCHED,
        /** Some or all folders are not watched; the rescan finds what changes in them. */
        POLLED,
        /** Its folder is not there; the index stays as it is. */
        AWAY,
        /** Nothing is looked at until it is resumed. */
        PAUSED,
        STOPPED
    }
}

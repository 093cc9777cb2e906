// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

/** How a subscription relates to the log. */
public enum HandlerMode {
    /**
     * Reads the log from its own stored position: at least once, in log order, across restarts. A slow handler is lag in
     * the log, not memory.
     */
    DURABLE,

    /**
     * Sees events appended while it is registered, from a bounded mailbox: at most once. When the mailbox is full the
     * oldest event is dropped and counted. The only mode that sees ephemeral types.
     */
    LIVE
}

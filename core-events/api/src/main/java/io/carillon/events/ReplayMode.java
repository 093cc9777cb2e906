// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

/** Whether an operator may have events delivered to a handler once more. */
public enum ReplayMode {
    /** It may; {@link EventContext#replayId()} tells the handler. */
    ALLOW,

    /** Replays pass this handler by and say so. */
    DENY
}

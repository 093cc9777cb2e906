// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How long publishing and handling take, counted since the host started. Reading costs nothing but a walk over memory.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface TimingsAdmin {

    /** From the queueing of what was published until it was known to be in the log, duplicates included. */
    Durations accepted();

    /** From the queueing of what was published until it was refused. */
    Durations refused();

    /** Calls of the handlers that are there, by the names of their subscriptions in ascending order; an immutable map. */
    Map<String, Durations> handlers();
}

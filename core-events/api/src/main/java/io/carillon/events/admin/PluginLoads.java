// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What every plugin costs, measured by the bus. Reading costs nothing but a walk over memory.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface PluginLoads {

    /** All plugins that use the bus, in ascending order; an immutable list. */
    List<PluginLoad> list();
}

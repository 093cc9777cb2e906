// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.admin.PluginStatus.Why;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a part of the host refuses plugins: servlets, settings. It is shown among the reasons of {@link PluginStatus}, though
 * the plugin runs. Parts of the host register it; those of plugins do not count.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface PluginRemarks {

    /** The most that is shown of one part. */
    int MAX_REMARKS = 20;

    /** What is refused this plugin, at most {@value #MAX_REMARKS}; an immutable list, empty as a rule. Quick. */
    List<Why> remarks(String plugin);
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a plugin stands.
 *
 * @param jar what is installed, {@code null} when nothing is
 * @param unfit jars that would not resolve, are not taken or failed to start, by SHA-256, with the reasons
 */
record PluginView(
        State state,
        @Nullable PluginJar jar,
        long bundleId,
        Instant since,
        List<Why> why,
        Map<String, JarChoice.Unfit> unfit) {

    PluginView {
        why = List.copyOf(why);
        unfit = Map.copyOf(unfit);
    }
}

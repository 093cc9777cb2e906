// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import io.carillon.events.admin.PluginLoad.Standing;
import org.jspecify.annotations.Nullable;

/**
 * How a plugin stands and why.
 *
 * @param reason a sentence; empty when normal
 * @param breach what it rose for; none when it did not rise this time
 */
record Verdict(Standing standing, String reason, @Nullable Breach breach) {

    static final Verdict NORMAL = new Verdict(Standing.NORMAL, "", null);

    /**
     * A quota and how much was taken of it.
     *
     * @param quota its name in events: cpu, publish_rate, log_rate, threads, in_flight, handler_time or memory
     */
    record Breach(String quota, double limit, double observed) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginsAdmin.SafeMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Says in one line how plugins are on the whole. */
final class PluginHealth {

    private static final int MAX_NAMED = 10;

    private PluginHealth() {}

    /**
     * How they are.
     *
     * @param trouble why the folder is not followed; empty when it is
     */
    static HealthCheck.Result of(List<PluginStatus> all, String trouble, SafeMode safe, PluginCare care) {
        if (!trouble.isEmpty()) {
            return new HealthCheck.Result(HealthCheck.Status.DOWN, trouble);
        }
        if (safe.active()) {
            return new HealthCheck.Result(
                    HealthCheck.Status.DEGRADED,
                    "safe mode, " + all.size() + " plugins are held back: " + safe.reason()
                            + "; take the one to blame out of the plugins folder, then plugin:safemode leave");
        }
        long active =
                all.stream().filter(status -> status.state() == State.ACTIVE).count();
        List<String> details = new ArrayList<>();
        List<String> ill = Stream.concat(
                        all.stream()
                                .filter(status -> isIll(status.state()))
                                .map(status -> status.id() + " ("
                                        + status.state().name().toLowerCase(Locale.ROOT) + ")"),
                        care.broken().stream().map(id -> id + " (a component failed)"))
                .distinct()
                .toList();
        if (!ill.isEmpty()) {
            details.add("not active: " + named(ill) + "; plugin:why ID says why");
        }
        List<String> leaking = care.leaking();
        if (!leaking.isEmpty()) {
            details.add("leaks of stopped plugins suspected: " + named(leaking));
        }
        return details.isEmpty()
                ? new HealthCheck.Result(HealthCheck.Status.OK, active + " active")
                : new HealthCheck.Result(
                        HealthCheck.Status.DEGRADED, active + " active; " + String.join("; ", details));
    }

    private static boolean isIll(State state) {
        return state == State.FAILED || state == State.UNRESOLVED || state == State.QUARANTINED;
    }

    private static String named(List<String> all) {
        String named = String.join(", ", all.subList(0, Math.min(MAX_NAMED, all.size())));
        return all.size() > MAX_NAMED ? named + " and " + (all.size() - MAX_NAMED) + " more" : named;
    }
}

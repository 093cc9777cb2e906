// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import io.carillon.events.admin.PluginsAdmin.SafeMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps plugins from bringing the host down again and again. A run of the host that ends soon after the start of a plugin
 * without having been stopped is a crash; after several in a row the host starts without plugins. The run after that tries
 * them once more, and one further crash is enough then.
 *
 * <p>A process that code within it ends by {@code System.exit} was not stopped: nobody but the plugins would do that.
 *
 * <p>Threads: safe for concurrent use.
 *
 * <p>Source: docs/decisions/0015 (live upgrade).
 */
final class CrashGuard implements SynchronousBundleListener {

    private static final Logger LOG = LoggerFactory.getLogger(CrashGuard.class);
    private static final String HINT =
            "Take the plugin that is to blame out of the plugins folder, then plugin:safemode leave, or restart the host.";

    private final StartJournal journal;
    private final CrashLimits limits;
    private final PluginTimer timer;
    private final String run;
    private final TreeSet<String> starting = new TreeSet<>();
    private int crashes;
    private boolean armed;
    private long starts;
    private String reason;
    private boolean entered;

    /** @param run what tells this run of the host from others */
    CrashGuard(StartJournal journal, CrashLimits limits, PluginTimer timer, String run) {
        this.journal = journal;
        this.limits = limits;
        this.timer = timer;
        this.run = run;
        StartJournal.Entry last = journal.read();
        if (last.run().equals(run)) {
            crashes = last.crashes();
            reason = last.reason();
            armed = last.armed();
            calmDown();
        } else {
            crashes = last.crashes() + (last.armed() ? 1 : 0);
            reason = reason(last);
            entered = isSafe();
            if (entered) {
                crashes = Math.max(0, Math.min(crashes, limits.crashes() - 1));
                LOG.error("The host starts without plugins: {}. {}", reason, HINT);
            }
        }
        write();
    }

    private String reason(StartJournal.Entry last) {
        if (limits.asked()) {
            return "it was started with --safe-mode";
        }
        if (limits.crashes() == 0 || crashes < limits.crashes()) {
            return "";
        }
        String suspects = last.starting().isEmpty()
                ? ""
                : ", the last time while it started " + String.join(", ", last.starting());
        return "it ended " + crashes + " times in a row within "
                + limits.stable().toSeconds() + " s of starting plugins, without having been stopped" + suspects;
    }

    private boolean isSafe() {
        return !reason.isEmpty();
    }

    synchronized SafeMode safeMode() {
        return new SafeMode(isSafe(), reason);
    }

    /** Whether safe mode began with this guard. */
    synchronized boolean entered() {
        return entered;
    }

    /** Why no plugin is to be started; empty when they may. */
    synchronized Optional<Why> heldBack() {
        return isSafe()
                ? Optional.of(new Why("the host is in safe mode: " + reason, null, null, HINT))
                : Optional.empty();
    }

    /**
     * Lets plugins be started.
     *
     * @return whether they might not be before
     */
    synchronized boolean leave() {
        boolean safe = isSafe();
        reason = "";
        write();
        return safe;
    }

    /** Takes note that a plugin is about to be started: from now on the end of the process is a crash. */
    synchronized void starting(String plugin) {
        starting.add(plugin);
        armed = true;
        starts++;
        write();
    }

    /** Takes note that the start of a plugin returned, or was given up. */
    synchronized void started(String plugin) {
        starting.remove(plugin);
        write();
        calmDown();
    }

    /** After the stable time without another start this run is a good one. */
    private void calmDown() {
        long now = starts;
        timer.after(limits.stable(), () -> stable(now));
    }

    private synchronized void stable(long seen) {
        if (armed && seen == starts) {
            armed = false;
            crashes = 0;
            write();
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING
                && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID
                && !exits()) {
            stopped();
        }
    }

    private synchronized void stopped() {
        if (armed) {
            armed = false;
            crashes = 0;
            write();
        }
    }

    /** Whether some code ends the process, other than the end of the process itself or a signal. */
    private static boolean exits() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                        && frame.getMethodName().equals("exit"));
    }

    private void write() {
        journal.write(new StartJournal.Entry(run, crashes, armed, List.copyOf(starting), reason));
    }
}

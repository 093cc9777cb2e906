// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import io.carillon.events.admin.PluginLoad.Standing;
import io.carillon.events.bus.internal.load.Verdict.Breach;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges one plugin by what is measured of it. Beyond a quota it is warned, throttled when it stays there, and quarantined
 * when that does not help either. It is forgiven one step at a time after keeping quiet; a quarantine is not taken back.
 *
 * <p>Publishing counts only if it was more than the log could take at once; it is contained by being slowed down, and never
 * leads to quarantine.
 *
 * <p>Threads: not for concurrent use. Knows no clock but the times it is given, from any beginning, which must not go back.
 */
final class Conduct {

    /** What there are quotas of. */
    private enum Quota {
        CPU,
        PUBLISH_RATE,
        LOG_RATE,
        THREADS,
        IN_FLIGHT
    }

    /** What one finding asks for. */
    private record Demand(Standing standing, String reason, Breach breach) {}

    private final LoadLimits limits;
    private final Map<Quota, Duration> since = new EnumMap<>(Quota.class);
    private Standing standing = Standing.NORMAL;
    private String reason = "";
    private @Nullable Duration calmSince;

    Conduct(LoadLimits limits) {
        this.limits = limits;
    }

    /** Judges what was measured at a time. */
    Verdict judge(Duration now, Reading reading) {
        List<Demand> demands = new ArrayList<>();
        quota(demands, now, Quota.CPU, limits.processors(), reading.processors(), "keeps %.2f processors busy");
        quota(
                demands,
                now,
                Quota.PUBLISH_RATE,
                limits.publishRate(),
                reading.heldBack() ? reading.publishRate() : 0,
                "publishes %.0f events a second");
        quota(demands, now, Quota.LOG_RATE, limits.logRate(), reading.logRate(), "writes %.0f log lines a second");
        quota(demands, now, Quota.THREADS, limits.threads(), reading.threads(), "has %.0f threads");
        quota(demands, now, Quota.IN_FLIGHT, limits.inFlight(), reading.inFlight(), "has %.0f calls in flight");
        handlers(demands, reading);
        if (reading.busy() != null) {
            demands.add(new Demand(
                    Standing.WARNED,
                    "its thread \"" + reading.busy() + "\" has kept a processor busy for "
                            + BusyThreads.LONG.toSeconds() + " s or more",
                    new Breach("cpu", BusyThreads.BUSY, 1)));
        }
        if (reading.threadsNow() > (long) LoadLimits.FLOOD * limits.threads()) {
            demands.add(new Demand(
                    Standing.QUARANTINE,
                    "it has " + reading.threadsNow() + " threads, more than " + LoadLimits.FLOOD
                            + " times its quota of " + limits.threads(),
                    new Breach("threads", limits.threads(), reading.threadsNow())));
        }
        Demand worst = null;
        for (Demand each : demands) {
            if (worst == null || each.standing().compareTo(worst.standing()) > 0) {
                worst = each;
            }
        }
        return settle(now, worst, reading.heldBack());
    }

    private void quota(List<Demand> demands, Duration now, Quota quota, double limit, double observed, String what) {
        if (observed <= limit) {
            since.remove(quota);
            return;
        }
        Duration over = now.minus(since.computeIfAbsent(quota, first -> now));
        Standing asked = Standing.WARNED;
        if (quota != Quota.PUBLISH_RATE && over.compareTo(limits.quarantineAfter()) >= 0) {
            asked = Standing.QUARANTINE;
        } else if (over.compareTo(limits.throttleAfter()) >= 0) {
            asked = Standing.THROTTLED;
        }
        String sentence = String.format(
                Locale.ROOT, "it " + what + ", its quota is " + (limit < 10 ? "%.2f" : "%.0f"), observed, limit);
        demands.add(new Demand(asked, sentence, new Breach(quota.name().toLowerCase(Locale.ROOT), limit, observed)));
    }

    private void handlers(List<Demand> demands, Reading reading) {
        if (reading.exhausted()) {
            demands.add(new Demand(
                    Standing.QUARANTINE,
                    "none of its threads is left: " + reading.stuck()
                            + " are held by calls that do not react to being interrupted",
                    new Breach("handler_time", 0, reading.stuck())));
        } else if (reading.outOfMemory() >= LoadLimits.OUT_OF_MEMORY) {
            demands.add(new Demand(
                    Standing.QUARANTINE,
                    reading.outOfMemory() + " calls in a row, over all its handlers, ran out of memory",
                    new Breach("memory", LoadLimits.OUT_OF_MEMORY, reading.outOfMemory())));
        } else if (reading.faults() >= limits.faults()) {
            demands.add(new Demand(
                    Standing.QUARANTINE,
                    reading.faults() + " calls in a row, over all its handlers, ended in a time-out or an error",
                    new Breach("handler_time", limits.faults(), reading.faults())));
        } else if (reading.stuck() > 0) {
            demands.add(new Demand(
                    Standing.WARNED,
                    reading.stuck() + (reading.stuck() == 1 ? " of its threads is" : " of its threads are")
                            + " held by calls that do not react to being interrupted",
                    new Breach("handler_time", 0, reading.stuck())));
        }
    }

    private Verdict settle(Duration now, @Nullable Demand worst, boolean heldBack) {
        Standing asked = worst == null ? Standing.NORMAL : worst.standing();
        if (worst != null && asked.compareTo(standing) > 0) {
            standing = asked;
            reason = worst.reason();
            calmSince = null;
            return new Verdict(standing, reason, worst.breach());
        }
        if (worst != null && asked == standing) {
            calmSince = null;
            if (standing != Standing.QUARANTINE) { // what it was quarantined for stays what it was
                reason = worst.reason();
            }
        } else if (standing == Standing.THROTTLED && heldBack) {
            calmSince = null; // it would go on as before
        } else if (standing != Standing.NORMAL && standing != Standing.QUARANTINE) {
            forgive(now, worst);
        }
        return new Verdict(standing, reason, null);
    }

    private void forgive(Duration now, @Nullable Demand worst) {
        if (calmSince == null) {
            calmSince = now;
        }
        if (now.minus(calmSince).compareTo(limits.calmAfter()) >= 0) {
            standing = standing == Standing.THROTTLED ? Standing.WARNED : Standing.NORMAL;
            reason = standing == Standing.NORMAL ? "" : worst == null ? reason : worst.reason();
            Standing asked = worst == null ? Standing.NORMAL : worst.standing();
            calmSince = asked.compareTo(standing) < 0 ? now : null;
        }
    }
}

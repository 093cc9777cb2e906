// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was measured of one plugin in the last ten seconds. Threads: not for concurrent use. */
final class Window {

    static final Duration LENGTH = Duration.ofSeconds(10);

    private record Sample(Duration at, PluginAccount.Figures figures, int threads) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Adds what is measured now; the time must not go back. */
    Reading add(Duration at, PluginAccount.Figures now, ThreadCensus.Found found) {
        int threads = found.threads();
        samples.addLast(new Sample(at, now, threads));
        // The first one left is the last from before the window, and what is counted is counted from there.
        while (samples.size() > 2 && secondAt().compareTo(at.minus(LENGTH)) <= 0) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        Duration span = at.minus(first.at());
        double seconds = seconds(span.compareTo(LENGTH) > 0 ? span : LENGTH);
        double threadSeconds = 0;
        double callSeconds = 0;
        Sample before = first;
        for (Sample each : samples) {
            double part = seconds(each.at().minus(before.at()));
            threadSeconds += part * each.threads();
            callSeconds += part * each.figures().inFlight();
            before = each;
        }
        return new Reading(
                seconds(now.cpu().minus(first.figures().cpu())) / seconds,
                (now.published() - first.figures().published()) / seconds,
                (now.logged() - first.figures().logged()) / seconds,
                threadSeconds / seconds,
                callSeconds / seconds,
                threads,
                now.heldBack() > first.figures().heldBack(),
                now.stuck(),
                now.exhausted(),
                now.faults(),
                now.outOfMemory(),
                found.busy());
    }

    private Duration secondAt() {
        var each = samples.iterator();
        each.next();
        return each.next().at();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}

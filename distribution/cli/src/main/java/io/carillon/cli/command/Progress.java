// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Invocation;
import java.time.Duration;
import java.util.Locale;

/** Shows a person how far work of this process is: share, rate, and how long it will take if it goes on so. */
final class Progress {

    private static final long BETWEEN = Duration.ofMillis(200).toNanos();

    private final Invocation invocation;
    private final String act;
    private final String unit;
    private final long started = System.nanoTime();
    private long shown = started - BETWEEN;

    /**
     * Nothing done yet.
     *
     * @param unit what is counted
     */
    Progress(Invocation invocation, String act, String unit) {
        this.invocation = invocation;
        this.act = act;
        this.unit = unit;
    }

    void show(long done, long total) {
        long now = System.nanoTime();
        if (now - shown >= BETWEEN) {
            shown = now;
            invocation.progress(text(act, unit, done, total, Duration.ofNanos(now - started)));
        }
    }

    static String text(String act, String unit, long done, long total, Duration taken) {
        double seconds = Math.max(1, taken.toMillis()) / 1000.0;
        long rate = Math.round(done / seconds);
        String text = act + "  " + (total > 0 ? 100 * done / total + " %  " : "") + Words.count(done) + " " + unit
                + "  " + Words.count(rate) + "/s";
        return done > 0 && total > done
                ? text
                        + String.format(
                                Locale.ROOT,
                                "  %s left",
                                left(Duration.ofMillis(Math.round((total - done) * seconds * 1000 / done))))
                : text;
    }

    private static String left(Duration left) {
        return left.toMinutes() > 0
                ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                : Math.max(1, left.toSeconds()) + " s";
    }

    void clear() {
        invocation.progress("");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;

/**
 * What producers of one kind achieved.
 *
 * @param acknowledged answers that the event is in the log
 * @param cutOff publishes that got no answer at least once
 * @param open publishes that never got one
 * @param ran how long they were at work, between the first and the last line of each
 */
record LoadFigures(long acknowledged, long cutOff, long open, Duration ran) {

    /** @param prefix how the names of the producers begin; their names are {@code prefix<n>} or {@code prefix<n>-<run>} */
    static LoadFigures of(List<Entry> history, String prefix) {
        Set<String> invoked = new HashSet<>();
        Set<String> cutOff = new HashSet<>();
        Set<String> open = new HashSet<>();
        Map<String, LongSummaryStatistics> runs = new HashMap<>();
        long acknowledged = 0;
        for (Entry entry : history) {
            if (!entry.id().startsWith(prefix)) {
                continue;
            }
            String name = entry.producer();
            int dash = name.indexOf('-');
            String run = dash < 0 ? "" : name.substring(dash);
            runs.computeIfAbsent(run, key -> new LongSummaryStatistics()).accept(entry.nanos());
            switch (entry.kind()) {
                case INVOKE -> {
                    if (!invoked.add(entry.id())) {
                        cutOff.add(entry.id());
                    }
                    open.add(entry.id());
                }
                case OK -> {
                    acknowledged++;
                    open.remove(entry.id());
                }
                case FAIL -> open.remove(entry.id());
                case UNKNOWN -> cutOff.add(entry.id());
            }
        }
        long nanos = runs.values().stream()
                .mapToLong(run -> run.getMax() - run.getMin())
                .sum();
        return new LoadFigures(acknowledged, cutOff.size(), open.size(), Duration.ofNanos(nanos));
    }

    /** Acknowledged per second while at work. */
    long perSecond() {
        return ran.isZero() ? 0 : acknowledged * 1_000_000_000 / ran.toNanos();
    }

    @Override
    public String toString() {
        return perSecond() + " events/s acknowledged (" + acknowledged + " in " + ran.toMillis() + " ms), " + cutOff
                + " without an answer once, " + open + " to the end";
    }
}

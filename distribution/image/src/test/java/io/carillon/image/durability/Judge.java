// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import io.carillon.image.durability.Verdict.Breach;
import io.carillon.image.durability.Verdict.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what producers were told with what the log holds. Takes O(n log n). */
final class Judge {

    private final Findings findings = new Findings();
    private final Map<String, Long> invoked = new HashMap<>();
    private final Map<String, Entry> acknowledged = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<String, Long> stored = new HashMap<>();

    private Judge() {}

    /**
     * Judges a log.
     *
     * @param history in the order things happened
     * @param log in the order it was read
     * @param sources what the producers call themselves; their ids differ
     */
    static Verdict judge(List<Entry> history, List<LoggedEvent> log, Set<String> sources) {
        Judge judge = new Judge();
        judge.readHistory(history);
        judge.readLog(log, sources);
        judge.compare();
        judge.checkProducerOrder();
        long open = (long) judge.invoked.size() - judge.acknowledged.size() - judge.refused.size();
        return judge.findings.verdict(judge.acknowledged.size(), open, log.size());
    }

    /** Remembers, for each first attempt, the highest position acknowledged before it. */
    private void readHistory(List<Entry> history) {
        long highest = 0;
        for (Entry entry : history) {
            switch (entry.kind()) {
                case INVOKE -> invoked.putIfAbsent(entry.id(), highest);
                case OK -> {
                    highest = Math.max(highest, entry.position());
                    acknowledged.put(entry.id(), entry);
                    if (!entry.note().equals("durable")) {
                        findings.add(Breach.NOT_DURABLE, entry.line());
                    }
                }
                case FAIL -> refused.add(entry.id());
                case UNKNOWN -> {
                    // A later line of this id tells more; without one the event may be in the log or not.
                }
            }
        }
    }

    private void readLog(List<LoggedEvent> log, Set<String> sources) {
        Map<String, Long> identities = new HashMap<>();
        long previous = 0;
        for (LoggedEvent event : log) {
            if (event.position() != previous + 1) {
                findings.add(Breach.HOLE, "position " + event.position() + " follows " + previous);
            }
            previous = event.position();
            Long first = identities.putIfAbsent(event.source() + " " + event.id(), event.position());
            if (first != null) {
                findings.add(Breach.DUPLICATE, event + " is at position " + first + " too");
            } else if (sources.contains(event.source())) {
                stored.put(event.id(), event.position());
            }
        }
    }

    private void compare() {
        acknowledged.forEach((id, entry) -> {
            Long position = stored.get(id);
            if (position == null) {
                findings.add(Breach.LOST, entry.line());
            } else if (position != entry.position()) {
                findings.add(Breach.MOVED, entry.line() + " is stored at " + position);
            }
        });
        stored.forEach((id, position) -> {
            Long before = invoked.get(id);
            if (before == null || refused.contains(id)) {
                findings.add(Breach.PHANTOM, id + " at position " + position);
            } else if (position <= before) {
                findings.add(
                        Breach.REAL_TIME_ORDER,
                        id + " is at position " + position + ", though " + before + " was acknowledged before");
            }
        });
    }

    private void checkProducerOrder() {
        List<Entry> order = new ArrayList<>();
        stored.forEach((id, position) -> order.add(new Entry(Entry.Kind.OK, id, position, 0, 0, "stored")));
        order.sort(Comparator.comparing(Entry::producer).thenComparingLong(Entry::number));
        for (int i = 1; i < order.size(); i++) {
            Entry earlier = order.get(i - 1);
            Entry later = order.get(i);
            if (earlier.producer().equals(later.producer()) && later.position() <= earlier.position()) {
                findings.add(
                        Breach.PRODUCER_ORDER,
                        later.id() + " is at position " + later.position() + ", " + earlier.id() + " at "
                                + earlier.position());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the judge found.
 *
 * @param acknowledged publishes that were acknowledged
 * @param open publishes of which nobody knows to the end
 * @param stored events in the log, the host's own among them
 * @param breaches how often each promise was broken
 * @param examples the first few of each, for people
 */
record Verdict(long acknowledged, long open, long stored, Map<Breach, Integer> breaches, List<String> examples) {

    private static final int EXAMPLES = 5;

    /** What must never happen. */
    enum Breach {
        /** Acknowledged, and not in the log. */
        LOST,
        /** One identity at two positions. */
        DUPLICATE,
        /** Acknowledged at one position, stored at another. */
        MOVED,
        /** A later event of one producer stands before an earlier one. */
        PRODUCER_ORDER,
        /** Acknowledged before another was sent, and stored after it. */
        REAL_TIME_ORDER,
        /** Positions that do not start at 1 or do not go up by one. */
        HOLE,
        /** In the log, and never sent or refused for good. */
        PHANTOM,
        /** Acknowledged as anything but durable. */
        NOT_DURABLE
    }

    boolean clean() {
        return breaches.isEmpty();
    }

    int count(Breach breach) {
        return breaches.getOrDefault(breach, 0);
    }

    /** One line for programs, then the examples. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append("acknowledged=").append(acknowledged);
        text.append(" open=").append(open);
        text.append(" stored=").append(stored);
        for (Breach breach : Breach.values()) {
            text.append(' ').append(breach).append('=').append(count(breach));
        }
        examples.forEach(example -> text.append('\n').append(example));
        return text.toString();
    }

    /** The verdict that {@link #text} wrote. */
    static Verdict parse(String text) {
        List<String> lines = text.strip().lines().toList();
        Map<String, Long> numbers = new HashMap<>();
        for (String pair : lines.get(0).split(" ")) {
            int equals = pair.indexOf('=');
            numbers.put(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
        }
        Map<Breach, Integer> breaches = new EnumMap<>(Breach.class);
        for (Breach breach : Breach.values()) {
            int count = Math.toIntExact(numbers.getOrDefault(breach.name(), 0L));
            if (count > 0) {
                breaches.put(breach, count);
            }
        }
        return new Verdict(
                numbers.getOrDefault("acknowledged", 0L),
                numbers.getOrDefault("open", 0L),
                numbers.getOrDefault("stored", 0L),
                breaches,
                lines.subList(1, lines.size()));
    }

    /** Gathers breaches. */
    static final class Findings {

        private final Map<Breach, Integer> breaches = new EnumMap<>(Breach.class);
        private final List<String> examples = new ArrayList<>();

        void add(Breach breach, String example) {
            if (breaches.merge(breach, 1, Integer::sum) <= EXAMPLES) {
                examples.add(breach + ": " + example);
            }
        }

        Verdict verdict(long acknowledged, long open, long stored) {
            return new Verdict(acknowledged, open, stored, breaches, examples);
        }
    }
}

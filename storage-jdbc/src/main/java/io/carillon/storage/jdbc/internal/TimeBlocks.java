// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Earliest and latest event time in each block of positions. Producers' times do not rise with the positions, so a range
 * of times is a range of positions only as a superset: from the first to the last block that reaches into it. That takes
 * one row for each 1,024 events where an index takes one entry for each.
 */
final class TimeBlocks {

    private static final int SIZE_BITS = 10;

    /**
     * Times of one block.
     *
     * @param earliest microseconds
     * @param latest microseconds
     */
    record Span(long earliest, long latest) {
        Span with(Span other) {
            return new Span(Math.min(earliest, other.earliest), Math.max(latest, other.latest));
        }
    }

    private TimeBlocks() {}

    static long of(long position) {
        return position >> SIZE_BITS;
    }

    static long first(long block) {
        return block << SIZE_BITS;
    }

    static long last(long block) {
        return (block + 1 << SIZE_BITS) - 1;
    }

    /**
     * Spans of the rows by block.
     *
     * @param rows in ascending position
     */
    static Map<Long, Span> spans(List<EventRow> rows) {
        Map<Long, Span> spans = new TreeMap<>();
        for (int from = 0, to = 0; from < rows.size(); from = to) {
            long block = rows.get(from).block();
            long earliest = Long.MAX_VALUE;
            long latest = Long.MIN_VALUE;
            for (; to < rows.size() && rows.get(to).block() == block; to++) {
                long micros = rows.get(to).prepared().micros();
                earliest = Math.min(earliest, micros);
                latest = Math.max(latest, micros);
            }
            spans.put(block, new Span(earliest, latest));
        }
        return spans;
    }
}

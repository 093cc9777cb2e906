// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.storage.jdbc.internal.TimeBlocks.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the store holds of the newest {@link TimeBlocks} at least, so that most groups need not write there: a span is
 * written with some time to come, which makes it a wider superset and no less true. Not for concurrent use.
 */
final class BlockSpans {

    private static final int NEWEST = 2;
    private static final long AHEAD_MICROS = 1_000_000;

    private final NavigableMap<Long, Span> held = new TreeMap<>();

    /** What is to be written so that these rows lie within the spans of their blocks; empty if they do already. */
    Map<Long, Span> missing(List<EventRow> rows) {
        Map<Long, Span> missing = new HashMap<>();
        TimeBlocks.spans(rows).forEach((block, span) -> {
            Span known = held.get(block);
            if (known == null || known.earliest() > span.earliest() || known.latest() < span.latest()) {
                missing.put(block, new Span(span.earliest(), ahead(span.latest())));
            }
        });
        return missing;
    }

    private static long ahead(long micros) {
        return micros > Long.MAX_VALUE - AHEAD_MICROS ? Long.MAX_VALUE : micros + AHEAD_MICROS;
    }

    /** Takes over what was written. */
    void learn(Map<Long, Span> written) {
        written.forEach((block, span) -> held.merge(block, span, Span::with));
        while (held.size() > NEWEST) {
            held.pollFirstEntry();
        }
    }

    /** Another host has written, or it is not known what was. */
    void forget() {
        held.clear();
    }
}

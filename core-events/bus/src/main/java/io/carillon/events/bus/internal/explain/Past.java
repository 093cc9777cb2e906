// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.explain;

import io.carillon.events.bus.internal.deliver.SubscriptionHistory;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Mark;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One life of a subscription: its spans from the first sight, or the first after a purge, to the next purge.
 *
 * @param spans at least one, in the order of time
 * @param ended whether it was purged
 */
record Past(List<Span> spans, boolean ended) {

    Past {
        spans = List.copyOf(spans);
    }

    /** The lives of a subscription, the newest first. */
    static List<Past> of(SubscriptionHistory history) {
        List<Past> lives = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        for (Span each : history.spans()) {
            if (each.mark() == Mark.STARTED && !spans.isEmpty()) {
                lives.add(0, new Past(spans, isEnd(spans)));
                spans.clear();
            }
            spans.add(each);
        }
        if (!spans.isEmpty()) {
            lives.add(0, new Past(spans, isEnd(spans)));
        }
        return lives;
    }

    private static boolean isEnd(List<Span> spans) {
        return spans.get(spans.size() - 1).mark() == Mark.PURGED;
    }

    Span first() {
        return spans.get(0);
    }

    Span last() {
        return spans.get(spans.size() - 1);
    }

    /** Whether what it was before {@link #first()} is not kept any more. */
    boolean isCut() {
        return first().mark() != Mark.STARTED;
    }

    /** Whether an event was there for this life, as far as is kept. */
    boolean covers(long position) {
        return position > first().position() || isCut();
    }

    /** The span an event belongs to: the newest that begins before it. */
    Span at(long position) {
        return spans.get(index(position));
    }

    private int index(long position) {
        for (int i = spans.size() - 1; i > 0; i--) {
            if (spans.get(i).position() < position) {
                return i;
            }
        }
        return 0;
    }

    /**
     * The spans in which an event that is passed may have been handled, in the order of time: the one it belongs to, and
     * those before it since the event is there, for it may have been finished ahead of the checkpoint.
     */
    List<Span> candidates(long position, Instant recorded) {
        int last = index(position);
        int first = last;
        while (first > 0
                && spans.get(first).mark() != Mark.MOVED
                && spans.get(first).since().isAfter(recorded)) {
            first--;
        }
        List<Span> found = spans.subList(first, last + 1).stream()
                .filter(each -> each.mark() != Mark.LEFT)
                .toList();
        return found.isEmpty() ? List.of(spans.get(last)) : found;
    }

    /** The version of the plugin at a time; empty if that is not kept, or it changed just then. */
    Optional<String> version(Instant when) {
        for (int i = spans.size() - 1; i >= 0; i--) {
            Span span = spans.get(i);
            if (!span.since().isAfter(when)) {
                boolean changedThen = i > 0
                        && span.since().equals(when)
                        && !spans.get(i - 1).pluginVersion().equals(span.pluginVersion());
                return changedThen ? Optional.empty() : Optional.of(span.pluginVersion());
            }
        }
        return Optional.empty();
    }

    /** When the span after this one began. */
    Optional<Instant> end(Span span) {
        int index = spans.indexOf(span);
        return index + 1 < spans.size() ? Optional.of(spans.get(index + 1).since()) : Optional.empty();
    }

    /** The newest span of a kind. */
    Optional<Span> latest(Mark mark) {
        for (int i = spans.size() - 1; i >= 0; i--) {
            if (spans.get(i).mark() == mark) {
                return Optional.of(spans.get(i));
            }
        }
        return Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.store.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Checkpoints on their way into the store. Only the newest of each subscription counts, so there are never more than
 * subscriptions; they travel with the next group of events, or alone when none comes for a while.
 *
 * <p>Threads: safe for concurrent use; one appender takes.
 */
public final class Checkpoints {

    private final Map<String, Long> waiting = new HashMap<>();
    private final Map<String, Long> travelling = new HashMap<>();
    /** When the oldest that waits came or was last tried, in {@link System#nanoTime}; of no meaning while none waits. */
    private long since;

    private volatile int opening;

    /**
     * Which log it is whose positions count: one more with every opening that is not the same log, whole. A position of an
     * earlier one means nothing in it.
     */
    public int opening() {
        return opening;
    }

    /**
     * Moves a checkpoint forward; it never goes back.
     *
     * @return whether it is the first that waits; not if it belongs to an earlier opening, and is forgotten
     */
    synchronized boolean offer(String subscription, int ofOpening, long position) {
        return ofOpening == opening && offer(subscription, position);
    }

    private boolean offer(String subscription, long position) {
        boolean first = waiting.isEmpty();
        if (first) {
            since = System.nanoTime();
        }
        waiting.merge(subscription, position, Math::max);
        return first;
    }

    /** The newest position that the store does not hold yet. */
    public synchronized OptionalLong pending(String subscription) {
        Long newest = waiting.getOrDefault(subscription, travelling.get(subscription));
        return newest == null ? OptionalLong.empty() : OptionalLong.of(newest);
    }

    /** Forgets everything: it belongs to another log than the one that is being opened. */
    public synchronized void clear() {
        opening++;
        waiting.clear();
        travelling.clear();
    }

    /** Nanoseconds until the oldest has waited for {@code patience}; for ever while none waits. */
    synchronized long dueIn(long patience) {
        return waiting.isEmpty() ? Long.MAX_VALUE : since + patience - System.nanoTime();
    }

    synchronized List<Change.Checkpoint> take(int limit) {
        List<Change.Checkpoint> taken = new ArrayList<>(Math.min(limit, waiting.size()));
        Iterator<Map.Entry<String, Long>> each = waiting.entrySet().iterator();
        while (taken.size() < limit && each.hasNext()) {
            Map.Entry<String, Long> next = each.next();
            taken.add(new Change.Checkpoint(next.getKey(), next.getValue(), List.of()));
            travelling.put(next.getKey(), next.getValue());
            each.remove();
        }
        return taken;
    }

    /** Of those that were taken, what was not forgotten since. */
    synchronized List<Change.Checkpoint> stillWanted(List<Change.Checkpoint> taken) {
        return taken.stream()
                .filter(each -> travelling.containsKey(each.subscription()))
                .toList();
    }

    synchronized void arrived(List<Change.Checkpoint> taken) {
        taken.forEach(each -> travelling.remove(each.subscription()));
    }

    /** Puts back what could not be stored, where nothing newer has come in the meantime. */
    synchronized void giveBack(List<Change.Checkpoint> taken) {
        for (Change.Checkpoint each : taken) {
            if (travelling.remove(each.subscription()) != null) {
                offer(each.subscription(), each.position());
                since = System.nanoTime();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.store.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checkpoints on their way into the store. Only the newest of each subscription counts, so there are never more than
 * subscriptions; they travel with the next group of events, or alone when none comes for a while.
 *
 * <p>Threads: safe for concurrent use; one appender takes.
 */
public final class Checkpoints {

    private final Map<String, Change.Checkpoint> waiting = new HashMap<>();
    private final Map<String, Change.Checkpoint> travelling = new HashMap<>();
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
     * Replaces the checkpoint of a subscription by a newer one.
     *
     * @return whether it is the first that waits; not if it belongs to an earlier opening, and is forgotten
     */
    synchronized boolean offer(int ofOpening, Change.Checkpoint checkpoint) {
        return ofOpening == opening && offer(checkpoint);
    }

    private boolean offer(Change.Checkpoint checkpoint) {
        boolean first = waiting.isEmpty();
        if (first) {
            since = System.nanoTime();
        }
        waiting.put(checkpoint.subscription(), checkpoint);
        return first;
    }

    /** The newest checkpoint that the store does not hold yet. */
    public synchronized Optional<Change.Checkpoint> pending(String subscription) {
        Change.Checkpoint newest = waiting.get(subscription);
        return Optional.ofNullable(newest == null ? travelling.get(subscription) : newest);
    }

    /**
     * Drops the checkpoint of a subscription, because a newer one is about to be written with something else: it must not
     * come after that. One that is being committed right now comes before it.
     */
    public synchronized void supersede(String subscription) {
        waiting.remove(subscription);
        travelling.remove(subscription);
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
        Iterator<Change.Checkpoint> each = waiting.values().iterator();
        while (taken.size() < limit && each.hasNext()) {
            Change.Checkpoint next = each.next();
            taken.add(next);
            travelling.put(next.subscription(), next);
            each.remove();
        }
        return taken;
    }

    /** Of those that were taken, what was not forgotten since. */
    synchronized List<Change.Checkpoint> stillWanted(List<Change.Checkpoint> taken) {
        return taken.stream()
                .filter(each -> each.equals(travelling.get(each.subscription())))
                .toList();
    }

    synchronized void arrived(List<Change.Checkpoint> taken) {
        taken.forEach(each -> travelling.remove(each.subscription(), each));
    }

    /** Puts back what could not be stored, where nothing newer has come in the meantime. */
    synchronized void giveBack(List<Change.Checkpoint> taken) {
        for (Change.Checkpoint each : taken) {
            if (travelling.remove(each.subscription(), each) && !waiting.containsKey(each.subscription())) {
                offer(each);
                since = System.nanoTime();
            }
        }
    }
}

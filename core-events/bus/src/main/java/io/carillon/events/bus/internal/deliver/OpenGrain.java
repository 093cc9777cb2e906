// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.deliver.DeliveryBook.Closed;
import io.carillon.events.bus.internal.deliver.DeliveryBook.Grain;
import io.carillon.events.bus.internal.deliver.DeliveryBook.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The page of one grain that is being written. Events straight from the log have consecutive numbers in the order of the
 * log, whatever lies between them, so that those handled in one moment join into few stretches although they end in another
 * order.
 *
 * <p>No I/O, no threads: guarded by its owner.
 */
final class OpenGrain {

    /** Consecutive events of the moment. */
    private static final class Run {
        private long number;
        private long first;
        private long last;
        private long since;
        private long until;

        Run(long number, long position, long now) {
            this.number = number;
            this.first = position;
            this.last = position;
            this.since = now;
            this.until = now;
        }
    }

    private final String subscription;
    private final long moment;
    private final int most;
    private final ArrayDeque<Closed> closed = new ArrayDeque<>();
    private final List<Stretch> rows = new ArrayList<>();
    /** Runs of the moment, by the number of their first event; each holds the number of its last. */
    private final TreeMap<Long, Run> runs = new TreeMap<>();
    /** Runs of the moment of events that waited behind another one of their key. */
    private final Map<String, Run> followers = new LinkedHashMap<>();
    /** Full pages that may not be stored yet, by their number. */
    private final TreeMap<Long, Page> unstored = new TreeMap<>();

    /** The run of the moment with the highest numbers. */
    private @Nullable Run newest;

    private int pass;
    private long number;
    private long began;

    /**
     * An empty page.
     *
     * @param moment milliseconds between the first and the last event of a stretch, at most
     * @param most stretches of a page
     */
    OpenGrain(String subscription, long moment, int most) {
        this.subscription = subscription;
        this.moment = moment;
        this.most = most;
    }

    /** Begins anew with what is stored. */
    void begin(Grain stored, int ofPass) {
        closed.clear();
        closed.addAll(stored.closed());
        rows.clear();
        stored.rows().forEach(each -> rows.add(Stretch.parse(each)));
        runs.clear();
        newest = null;
        followers.clear();
        unstored.clear();
        number = stored.number();
        pass = ofPass;
    }

    /** An event straight from the log was handled. */
    void handled(long ordinal, long position, long now) {
        turn(now);
        if (newest != null && newest.number == ordinal - 1) { // which most do
            newest.number = ordinal;
            newest.last = position;
            newest.until = Math.max(newest.until, now);
            return;
        }
        Map.Entry<Long, Run> before = runs.lowerEntry(ordinal);
        Run after = runs.remove(ordinal + 1);
        Run run;
        if (before != null && before.getValue().number == ordinal - 1) {
            run = before.getValue();
            run.last = position;
        } else {
            if (after == null) {
                makeRoom();
            }
            run = new Run(ordinal, position, now);
            runs.put(ordinal, run);
        }
        run.number = ordinal;
        run.until = Math.max(run.until, now);
        if (after != null) {
            run.number = after.number;
            run.last = after.last;
            run.since = Math.min(run.since, after.since);
            run.until = Math.max(run.until, after.until);
        }
        newest = runs.lastEntry().getValue();
    }

    /** An event that waited behind another one of its key was handled; they come in the order of the log. */
    void followed(String key, long position, long now) {
        turn(now);
        Run run = followers.get(key);
        if (run == null || position < run.last) {
            breakOff(key);
            makeRoom();
            run = new Run(0, position, now);
            followers.put(key, run);
        }
        run.last = position;
        run.until = Math.max(run.until, now);
    }

    /** One event by itself was handled, or given up. */
    void single(long position, int attempts, boolean handled, long now, long took) {
        makeRoom();
        rows.add(new Stretch(pass, position, position, now, now, attempts, handled, took, ""));
    }

    /** What was handled of a key is one stretch, and what follows another. */
    void breakOff(String key) {
        Run run = followers.remove(key);
        if (run != null) {
            rows.add(stretch(run, key));
        }
    }

    /** Ends the moment if its time is over, or the clock went back. */
    private void turn(long now) {
        if (runs.isEmpty() && followers.isEmpty()) {
            began = now;
        } else if (now - began >= moment || now < began) {
            endMoment();
            began = now;
        }
    }

    private void endMoment() {
        runs.values().forEach(each -> rows.add(stretch(each, "")));
        followers.forEach((key, run) -> rows.add(stretch(run, key)));
        runs.clear();
        newest = null;
        followers.clear();
    }

    private Stretch stretch(Run run, String key) {
        return new Stretch(pass, run.first, run.last, run.since, run.until, 1, true, -1, key);
    }

    private void makeRoom() {
        if (rows.size() + runs.size() + followers.size() >= most) {
            endMoment();
            close();
        }
    }

    private void close() {
        long first = Long.MAX_VALUE;
        long last = 0;
        long since = Long.MAX_VALUE;
        for (Stretch each : rows) {
            first = Math.min(first, each.first());
            last = Math.max(last, each.last());
            since = Math.min(since, each.since());
        }
        unstored.put(
                number,
                new Page(subscription, number, rows.stream().map(Stretch::text).toList()));
        closed.addLast(new Closed(number, first, last, since));
        number++;
        rows.clear();
        while (closed.size() > DeliveryBook.PAGES) {
            unstored.remove(closed.removeFirst().number());
        }
    }

    /** Full pages that may not be stored yet; an immutable list. */
    List<Page> unstored() {
        return List.copyOf(unstored.values());
    }

    /** These are stored. */
    void stored(List<Page> pages) {
        pages.forEach(each -> unstored.remove(each.number(), each));
    }

    /** As it is. */
    Grain grain() {
        List<String> texts = new ArrayList<>(rows.size() + runs.size() + followers.size());
        rows.forEach(each -> texts.add(each.text()));
        runs.values().forEach(each -> texts.add(stretch(each, "").text()));
        followers.forEach((key, run) -> texts.add(stretch(run, key).text()));
        return new Grain(number, List.copyOf(closed), texts);
    }
}

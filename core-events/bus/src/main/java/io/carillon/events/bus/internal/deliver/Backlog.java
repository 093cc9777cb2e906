// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.bus.internal.deliver.Shelf.Place;
import io.carillon.events.bus.internal.log.LogEntry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one subscription has read and not finished: events that wait, keys that are being worked on, events set aside. Says
 * which is next: of each key one at a time in log order, and no more at a time than there are lanes.
 *
 * <p>No I/O, no threads: guarded by its owner.
 */
final class Backlog {

    /** Events read ahead for each lane: all the memory that a slow handler costs. */
    static final int WINDOW = 64;

    /**
     * One event that was taken up.
     *
     * @param key in memory, {@code null} if it has none
     * @param place on the shelf, {@code null} for an event straight from the log
     * @param attempt number of the attempt
     * @param term the owner's, when it was taken up
     */
    record Step(
            LogEntry entry, @Nullable String key, @Nullable Place place, int attempt, int term) implements Turn {

        long position() {
            return entry.position();
        }

        /** Whether it waited behind an event that was set aside. */
        boolean isFollower() {
            return place != null && place.event().done();
        }

        /** Whether this very event failed before, even if its attempts are counted anew. */
        boolean isAgain() {
            return place != null && !place.event().done();
        }
    }

    private final KeyRule keys;
    private final Predicate<String> wants;
    private final int lanes;
    private final int maxSetAside;
    private final Ledger ledger = new Ledger();
    private final Shelf shelf = new Shelf();
    private final ArrayDeque<LogEntry> waiting = new ArrayDeque<>();
    private final Set<String> busy = new HashSet<>();
    /** Positions of events that everything is going to wait behind, once what came of them is noted. */
    private final Set<Long> stopping = new HashSet<>();

    private int running;
    private boolean shelfFirst;

    Backlog(KeyRule keys, Predicate<String> wants, int lanes, int maxSetAside) {
        this.keys = keys;
        this.wants = wants;
        this.lanes = lanes;
        this.maxSetAside = maxSetAside;
    }

    Ledger ledger() {
        return ledger;
    }

    Shelf shelf() {
        return shelf;
    }

    KeyRule keys() {
        return keys;
    }

    /** Begins anew at a mark. */
    void begin(Ledger.Mark mark, List<SetAside> setAside) {
        ledger.begin(mark);
        shelf.clear();
        setAside.forEach(each -> shelf.restore(each, mark.position()));
        waiting.clear();
        busy.clear();
        stopping.clear();
        running = 0;
    }

    /** How many events may be read now. */
    int room() {
        if (shelf.blocksAll() || isFull()) {
            return 0;
        }
        return Math.max(0, Math.min(WINDOW, Math.min(lanes * WINDOW - ledger.unfinished(), ledger.room())));
    }

    /** Whether as many events are set aside as may be. */
    boolean isFull() {
        return shelf.size() >= maxSetAside;
    }

    /** Takes in what was read; returns whether events were passed over that are wanted. */
    boolean read(List<LogEntry> page) {
        boolean passed = false;
        for (LogEntry entry : page) {
            long position = entry.position();
            if (position <= ledger.read()) {
                continue;
            }
            if (!wants.test(entry.event().type())) {
                ledger.pass(position);
            } else if (entry.deleted()) {
                ledger.skip(position);
            } else if (!ledger.passFinished(position)) {
                passed |= take(entry);
            }
        }
        return passed;
    }

    private boolean take(LogEntry entry) {
        if (!shelf.isEmpty()
                && shelf.meet(keys.kept(keys.of(entry.event())), entry.position()) != Shelf.Standing.FREE) {
            ledger.skip(entry.position());
            return true;
        }
        ledger.open(entry.position());
        waiting.addLast(entry);
        return false;
    }

    /** Whether something may be taken up, unless a gate says no. */
    boolean hasNext(Instant now) {
        return mayTakeUp() && (shelf.ready(now) != null || nextWaiting(StartGate.OPEN) != null);
    }

    /** An event on the shelf that is to be taken up next but has to be read first. */
    @Nullable
    Place toFetch(Instant now) {
        Place place = mayTakeUp() ? shelf.ready(now) : null;
        return place != null && place.next.isEmpty() ? place : null;
    }

    /**
     * Takes the next event up; none if nothing may be.
     *
     * @param inTurn whether what failed before has every second turn, or has to wait for what was not tried yet
     */
    @Nullable
    Step next(Instant now, StartGate gate, int term, boolean inTurn) {
        if (!mayTakeUp()) {
            return null;
        }
        shelfFirst = inTurn && !shelfFirst;
        Step step = shelfFirst ? fromShelf(now, term) : fromLog(gate, term);
        if (step == null) {
            step = shelfFirst ? fromLog(gate, term) : fromShelf(now, term);
        }
        if (step != null) {
            running++;
        }
        return step;
    }

    private boolean mayTakeUp() {
        return running < lanes && stopping.isEmpty();
    }

    private @Nullable Step fromShelf(Instant now, int term) {
        Place place = shelf.isEmpty() ? null : shelf.ready(now);
        LogEntry entry = place == null ? null : place.next.peekFirst();
        if (place == null || entry == null) {
            return null;
        }
        shelf.occupy(place, true);
        place.next.removeFirst();
        return new Step(entry, null, place, place.event().attempts() + 1, term);
    }

    private @Nullable Step fromLog(StartGate gate, int term) {
        LogEntry entry = nextWaiting(gate);
        if (entry == null) {
            return null;
        }
        waiting.removeIf(each -> each.position() == entry.position());
        String key = keys.of(entry.event());
        if (key != null) {
            busy.add(key);
        }
        return new Step(entry, key, null, 1, term);
    }

    private @Nullable LogEntry nextWaiting(StartGate gate) {
        if (waiting.isEmpty()
                || shelf.blocksAll()
                || shelf.size() + ledger.unfinished() - waiting.size() >= maxSetAside) {
            return null;
        }
        for (LogEntry entry : waiting) {
            if (isFree(entry)) {
                return gate.mayStart(entry) ? entry : null;
            }
        }
        return null;
    }

    private boolean isFree(LogEntry entry) {
        if (busy.isEmpty() && shelf.isEmpty()) {
            return true;
        }
        String key = keys.of(entry.event());
        return key == null || !busy.contains(key) && (shelf.isEmpty() || shelf.of(keys.kept(key)) == null);
    }

    /** Takes one more event up that is not of the backlog, if its key is free and a lane is. */
    boolean occupy(LogEntry extra) {
        String key = keys.of(extra.event());
        if (running >= lanes || key != null && (busy.contains(key) || isTakenUp(keys.kept(key)))) {
            return false;
        }
        if (key != null) {
            busy.add(key);
        }
        running++;
        return true;
    }

    private boolean isTakenUp(String kept) {
        Place place = shelf.of(kept);
        return place != null && place.isBusy();
    }

    /** Notes that an attempt has ended; the lane is free, the key is not. */
    void ended(Step step) {
        running--;
        if (step.place() == null) {
            ledger.attempted(step.position());
        }
    }

    /** Notes that the extra event has ended. */
    void release(LogEntry extra) {
        running--;
        free(keys.of(extra.event()));
    }

    /** Notes that the next event of a key may be taken up. */
    void free(@Nullable String key) {
        if (key != null) {
            busy.remove(key);
        }
    }

    /** Notes that the next event of a key has to wait although none of it is on the shelf. */
    void keepBusy(String kept) {
        String key = keys.inMemory(kept);
        if (key != null) {
            busy.add(key);
        }
    }

    /** The end of {@link #keepBusy}. */
    void freeKept(String kept) {
        free(keys.inMemory(kept));
    }

    /** Nothing is taken up until it is {@linkplain #stopped noted} what everything waits behind. */
    void stops(long position) {
        stopping.add(position);
    }

    /** It is noted what everything waits behind. */
    void stopped(long position) {
        stopping.remove(position);
    }

    /** Gives an event back that was not attempted; it comes first again. */
    void giveBack(Step step) {
        running--;
        Place place = step.place();
        if (place == null) {
            waiting.addFirst(step.entry());
            free(step.key());
        } else {
            place.next.addFirst(step.entry());
            shelf.occupy(place, false);
        }
    }

    /** Sets an event aside; those of its key that wait are held behind it. Returns its place. */
    Place setAside(SetAside event) {
        Place place = shelf.put(event);
        holdFollowers(place);
        return place;
    }

    /** The event that is set aside, or the one of its key that it waits behind. */
    Optional<SetAside> setAside(Event event, long position) {
        Place own = shelf.at(position);
        Place place = own != null ? own : shelf.of(keys.kept(keys.of(event)));
        return Optional.ofNullable(place).map(Place::event);
    }

    /** Holds the events of a key that wait behind the one on the shelf. */
    void holdFollowers(Place place) {
        if (!KeyRule.isFollowed(place.event().key())) {
            return;
        }
        for (Iterator<LogEntry> each = waiting.iterator(); each.hasNext(); ) {
            LogEntry entry = each.next();
            if (keys.kept(keys.of(entry.event())).equals(place.event().key())) {
                each.remove();
                ledger.hold(entry.position());
                shelf.hold(place, entry.position());
            }
        }
    }

    /** Events that wait and are not set aside. */
    int waiting() {
        return waiting.size();
    }
}

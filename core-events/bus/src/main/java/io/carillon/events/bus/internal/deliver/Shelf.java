// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.store.Change;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The events of one subscription that are set aside, and how far the log was read behind each of them.
 *
 * <p>No I/O, no threads: guarded by its owner.
 */
final class Shelf {

    /** Of a key that is nearly free again, events this close are queued behind the last that waits, not held as well. */
    static final int NEAR = 64;

    /** One event on the shelf, with its key. */
    static final class Place {

        private final long order;
        private final long number;
        private SetAside event;
        /** Where it is stored, 0 if nowhere. */
        private long stored;
        /** The last event of the key that was met in the log and held. */
        private long latestHeld;
        /** Everything of the key up to here is done, if the event is. */
        private long upTo;
        /** Whether later events of the key are queued, for those held are nearly done. */
        private boolean closing;

        private boolean busy;
        private int unsaved;
        /** What to handle next: the event itself, or some that follow. */
        final ArrayDeque<LogEntry> next = new ArrayDeque<>();

        private Place(SetAside event, long number, long stored, long latestHeld) {
            this.order = event.position();
            this.number = number;
            this.upTo = event.position();
            this.event = event;
            this.stored = stored;
            this.latestHeld = latestHeld;
        }

        SetAside event() {
            return event;
        }

        long latestHeld() {
            return latestHeld;
        }

        long upTo() {
            return upTo;
        }

        boolean isBusy() {
            return busy;
        }

        /** Whether nothing is left to follow. */
        boolean isSettled() {
            return event.done() && upTo >= latestHeld;
        }

        private boolean isRetried() {
            return !event.done() && event.due() != null;
        }

        private Instant when() {
            return event.done() || event.due() == null ? Instant.MIN : event.due();
        }

        /** Whether somebody other than an operator can take it up at some time. */
        private boolean goesOn() {
            return event.done() ? !isSettled() : event.due() != null;
        }
    }

    /** What becomes of an event that is met in the log. */
    enum Standing {
        /** It is queued. */
        FREE,
        /** It waits behind another one of its key. */
        HELD,
        /** It was handled before, or is on the shelf itself. */
        DONE
    }

    private final TreeMap<Long, Place> byPosition = new TreeMap<>();
    private final Map<String, Place> byKey = new HashMap<>();
    private final TreeSet<Place> waiting = new TreeSet<>(Comparator.comparing(Place::when)
            .thenComparingLong(place -> place.order)
            .thenComparingLong(place -> place.number));
    private long numbered;
    private int blocking;
    private int settled;
    private int retrying;
    private int letters;

    void clear() {
        byPosition.clear();
        byKey.clear();
        waiting.clear();
        blocking = 0;
        settled = 0;
        retrying = 0;
        letters = 0;
    }

    int size() {
        return byPosition.size();
    }

    boolean isEmpty() {
        return byPosition.isEmpty();
    }

    Collection<Place> places() {
        return byPosition.values();
    }

    /** Whether the whole subscription waits behind an event. */
    boolean blocksAll() {
        return blocking > 0;
    }

    @Nullable
    Place at(long position) {
        return byPosition.get(position);
    }

    /** The place whose key was stored last when it had come to a position, and has gone on since. */
    @Nullable
    Place storedAt(long position) {
        for (Place place : byPosition.values()) {
            if (place.stored == position && place.event.position() != position) {
                return place;
            }
        }
        return null;
    }

    @Nullable
    Place of(String kept) {
        return byKey.get(kept);
    }

    /** Puts back what the store holds; everything up to {@code read} was met in the log. */
    void restore(SetAside event, long read) {
        add(new Place(event, ++numbered, event.position(), Math.max(read, event.position())));
    }

    /** Puts an event on the shelf. */
    Place put(SetAside event) {
        Place place = new Place(event, ++numbered, 0, event.position());
        add(place);
        return place;
    }

    private void add(Place place) {
        byPosition.put(place.event.position(), place);
        if (KeyRule.isFollowed(place.event.key())) {
            byKey.put(place.event.key(), place);
        }
        enter(place);
    }

    private void enter(Place place) {
        blocking += place.event.blocksAll() ? 1 : 0;
        settled += place.isSettled() ? 1 : 0;
        retrying += place.isRetried() ? 1 : 0;
        letters += place.event.letter() ? 1 : 0;
        if (!place.busy && place.goesOn()) {
            waiting.add(place);
        }
    }

    private void leave(Place place) {
        waiting.remove(place);
        blocking -= place.event.blocksAll() ? 1 : 0;
        settled -= place.isSettled() ? 1 : 0;
        retrying -= place.isRetried() ? 1 : 0;
        letters -= place.event.letter() ? 1 : 0;
    }

    /** Takes an event from the shelf; its key is free. */
    void remove(Place place) {
        if (byPosition.get(place.event.position()) == place) {
            leave(place);
            byPosition.remove(place.event.position());
            byKey.remove(place.event.key(), place);
        }
    }

    /** Whether it is on the shelf still. */
    boolean holds(Place place) {
        return byPosition.get(place.event.position()) == place;
    }

    /** Notes how an event stands now, or that another one of its key took its place. */
    void set(Place place, SetAside event) {
        leave(place);
        byPosition.remove(place.event.position());
        if (!place.event.key().equals(event.key())) {
            throw new IllegalArgumentException("a place keeps its key " + place.event.key() + ", got " + event.key());
        }
        place.event = event;
        place.upTo = Math.max(place.upTo, event.position());
        if (!event.done()) {
            place.closing = false;
            place.next.clear();
        }
        byPosition.put(event.position(), place);
        enter(place);
    }

    void occupy(Place place, boolean busy) {
        leave(place);
        place.busy = busy;
        enter(place);
    }

    /** Notes that an event of a key was held. */
    void hold(Place place, long position) {
        leave(place);
        place.latestHeld = Math.max(place.latestHeld, position);
        enter(place);
    }

    /** Notes that nothing of its key is left up to a position. */
    void exhaust(Place place, long upTo) {
        leave(place);
        place.upTo = Math.max(place.upTo, upTo);
        enter(place);
    }

    /** What becomes of an event met in the log. */
    Standing meet(String kept, long position) {
        if (byPosition.containsKey(position)) {
            return Standing.DONE;
        }
        Place place = byKey.get(kept);
        if (place == null) {
            return Standing.FREE;
        }
        if (position <= place.event.position()) {
            return Standing.DONE;
        }
        if (place.event.done() && (place.closing || place.latestHeld - place.upTo < NEAR)) {
            place.closing = true;
            return Standing.FREE;
        }
        hold(place, position);
        return Standing.HELD;
    }

    /** The next event that can be taken up now. */
    @Nullable
    Place ready(Instant now) {
        for (Place place : waiting) {
            if (place.when().isAfter(now)) {
                return null;
            }
            if (blocking == 0 || place.event.blocksAll()) {
                return place;
            }
        }
        return null;
    }

    /** When the first event is tried again that is not being taken up now. */
    Optional<Instant> nextDue() {
        return waiting.stream()
                .filter(place -> blocking == 0 || place.event.blocksAll())
                .map(Place::when)
                .findFirst();
    }

    /** Places of which nothing is left to follow, and that a checkpoint has passed: they may go. */
    List<Place> passedBy(long checkpoint) {
        List<Place> gone = new ArrayList<>();
        if (settled > 0) {
            for (Place place : byPosition.values()) {
                if (place.isSettled() && !place.busy && place.latestHeld <= checkpoint) {
                    gone.add(place);
                }
            }
        }
        return gone;
    }

    /** The changes that keep a place as it is now; they are taken for made. */
    List<Change> save(Place place) {
        List<Change> changes = new ArrayList<>(2);
        if (place.stored != place.event.position()) {
            changes.addAll(forget(place));
        }
        place.stored = place.event.position();
        place.unsaved = 0;
        changes.add(place.event.put());
        return changes;
    }

    /** The changes that forget where a place was kept. */
    List<Change> forget(Place place) {
        return place.stored == 0 ? List.of() : List.of(SetAside.remove(place.event.subscription(), place.stored));
    }

    /** Counts one event of a key that was handled and whose place is not stored yet; returns how many there are. */
    int unsaved(Place place) {
        return ++place.unsaved;
    }

    /** Events that are tried again. */
    int retrying() {
        return retrying;
    }

    /** Dead letters on the shelf: those something waits behind, or that are to be delivered again. */
    int letters() {
        return letters;
    }

    /** Keys whose later events wait. */
    long keys() {
        return byKey.size();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.store.SubscriptionRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every position a subscription has read and not finished, and those finished beyond the first of them: what its checkpoint
 * is made of, and nothing else is. Positions are noted in ascending order.
 *
 * <p>No I/O, no threads: guarded by its owner.
 */
final class Ledger {

    /** The most positions it holds, so that those finished always fit into a checkpoint. */
    static final int CAPACITY = SubscriptionRecord.MAX_FINISHED;

    /**
     * Where a subscription stands.
     *
     * @param position every position up to here is finished, not wanted, or set aside
     * @param finished those beyond it that are finished; ascending, an immutable list
     */
    record Mark(long position, List<Long> finished) {
        Mark {
            finished = List.copyOf(finished);
        }
    }

    private enum Stand {
        OPEN,
        /** Its first attempt has ended; what came of it is not stored yet. */
        ATTEMPTED,
        FINISHED,
        /** Waits behind an event that was set aside, which is kept elsewhere. */
        HELD
    }

    private final long[] positions = new long[CAPACITY];
    private final Stand[] stands = new Stand[CAPACITY];
    private final long[] numbers = new long[CAPACITY];
    /** How many wanted positions were met. */
    private long met;

    private int first;
    private int size;
    private int unfinished;
    private long read;
    /** Finished beyond the checkpoint it began with; taken out as they are read again. Ascending. */
    private long[] known = {};

    private int knownFrom;

    /** Begins anew at a mark. */
    void begin(Mark mark) {
        first = 0;
        size = 0;
        unfinished = 0;
        read = mark.position();
        known = mark.finished().stream().mapToLong(Long::longValue).toArray();
        knownFrom = 0;
    }

    /** Position up to which the log was looked at. */
    long read() {
        return read;
    }

    /** How many positions can be noted now. */
    int room() {
        return CAPACITY - size - (known.length - knownFrom);
    }

    /** Positions noted and not finished. */
    int unfinished() {
        return unfinished;
    }

    /** Notes that the log was looked at up to a position, and nothing there is wanted. */
    void pass(long position) {
        if (position <= read) {
            throw new IllegalArgumentException("position " + position + " was read already, up to " + read);
        }
        read = position;
        while (knownFrom < known.length && known[knownFrom] <= position) {
            knownFrom++;
        }
    }

    /** Notes that the log was looked at up to a position, and what is there would be wanted but is not to be finished. */
    void skip(long position) {
        pass(position);
        met++;
    }

    /** Whether a position to be read next is finished, from before the ledger began; it is then noted as that. */
    boolean passFinished(long position) {
        boolean done = knownFrom < known.length && known[knownFrom] == position;
        if (done) {
            pass(position);
            append(position, Stand.FINISHED);
            trim();
        }
        return done;
    }

    /** Notes a position that is to be finished. */
    void open(long position) {
        pass(position);
        append(position, Stand.OPEN);
        unfinished++;
    }

    private void append(long position, Stand stand) {
        if (size == CAPACITY) {
            throw new IllegalStateException("a ledger holds at most " + CAPACITY + " positions");
        }
        int slot = slot(size++);
        positions[slot] = position;
        numbers[slot] = ++met;
        stands[slot] = stand;
    }

    /** The number of a position among those that are wanted; two follow each other if nothing wanted lies between. */
    long number(long position) {
        return numbers[slot(find(position))];
    }

    /** Notes that the first attempt at a position has ended. */
    void attempted(long position) {
        int index = find(position);
        if (stands[slot(index)] == Stand.OPEN) {
            stands[slot(index)] = Stand.ATTEMPTED;
        }
    }

    /** Notes that a position is finished. */
    void finish(long position) {
        close(position, Stand.FINISHED);
    }

    /** Notes that a position waits behind an event that was set aside. */
    void hold(long position) {
        close(position, Stand.HELD);
    }

    private void close(long position, Stand stand) {
        int slot = slot(find(position));
        if (stands[slot] == Stand.FINISHED || stands[slot] == Stand.HELD) {
            throw new IllegalStateException("position " + position + " is finished already");
        }
        stands[slot] = stand;
        unfinished--;
        trim();
    }

    private void trim() {
        while (size > 0 && (stands[first] == Stand.FINISHED || stands[first] == Stand.HELD)) {
            first = (first + 1) % CAPACITY;
            size--;
        }
    }

    /** Whether the first attempt at a position that was read has ended, or it is not to be attempted. */
    boolean wasAttempted(long position) {
        if (position > read) {
            return false;
        }
        int index = search(position);
        return index < 0 || stands[slot(index)] != Stand.OPEN;
    }

    /** Whether its mark says of a position that it is finished; it does not of one that was held beyond the checkpoint. */
    boolean tells(long position) {
        if (position <= checkpoint() || Arrays.binarySearch(known, knownFrom, known.length, position) >= 0) {
            return true;
        }
        int index = search(position);
        return index >= 0 && stands[slot(index)] == Stand.FINISHED;
    }

    /** Position up to which everything is finished. */
    long checkpoint() {
        return size == 0 ? read : positions[first] - 1;
    }

    /** The checkpoint with all that is finished beyond it. */
    Mark mark() {
        List<Long> finished = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (stands[slot(i)] == Stand.FINISHED) {
                finished.add(positions[slot(i)]);
            }
        }
        Arrays.stream(known, knownFrom, known.length).forEach(finished::add);
        return new Mark(checkpoint(), finished);
    }

    private int find(long position) {
        int index = search(position);
        if (index < 0) {
            throw new IllegalArgumentException("position " + position + " was never noted, or is long finished");
        }
        return index;
    }

    private int search(long position) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = positions[slot(middle)];
            if (found < position) {
                low = middle + 1;
            } else if (found > position) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    private int slot(int index) {
        return (first + index) % CAPACITY;
    }
}

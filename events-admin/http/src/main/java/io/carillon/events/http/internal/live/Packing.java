// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Bytes one behind the other: a piece of an array that others have too while that is all there is, else an array of its own
 * that grows as needed.
 *
 * <p>Threads: one at a time.
 */
public final class Packing {

    private static final int SMALLEST = 1_024;
    /** What a client keeps for its next flight. */
    private static final int KEPT = 16 * 1024;
    /** What is kept for others: room for a whole flight, not for the one event that is more. */
    private static final int LARGEST = 2 * LiveSettings.MAX_FLIGHT;
    /** Room for large flights, of whichever client has one now. */
    private static final BlockingQueue<byte[]> LARGE = new ArrayBlockingQueue<>(LiveSettings.SPARE_FLIGHTS);

    private static final byte[] NOTHING = new byte[0];

    private byte[] own = NOTHING;
    private byte @Nullable [] shared;
    private int sharedFrom;
    private int size;

    public void put(byte[] part) {
        put(part, 0, part.length);
    }

    /** Adds a copy of a piece of an array. */
    public void put(byte[] array, int from, int to) {
        int needed = size + to - from;
        if (needed > own.length) {
            byte[] larger = larger(needed);
            System.arraycopy(own, 0, larger, 0, shared == null ? size : 0);
            own = larger;
        }
        if (shared != null) {
            System.arraycopy(shared, sharedFrom, own, 0, size);
            shared = null;
        }
        System.arraycopy(array, from, own, size, to - from);
        size = needed;
    }

    /** Adds a piece of an array that nobody changes any more; only copied if something else was added before. */
    public void share(byte[] array, int from, int to) {
        if (size == 0) {
            shared = array;
            sharedFrom = from;
            size = to - from;
        } else if (array == shared && from == sharedFrom + size) {
            size = to - sharedFrom;
        } else {
            put(array, from, to);
        }
    }

    private byte[] larger(int needed) {
        byte[] spare = needed > KEPT ? LARGE.poll() : null;
        return spare != null && spare.length >= needed
                ? spare
                : new byte[Math.max(needed, Math.max(SMALLEST, own.length * 2))];
    }

    public int size() {
        return size;
    }

    /** All bytes, not copied: to be read, and only until {@link #clear}. */
    public ByteBuffer bytes() {
        return shared == null ? ByteBuffer.wrap(own, 0, size) : ByteBuffer.wrap(shared, sharedFrom, size);
    }

    /**
     * Empty again. A client at rest keeps no memory for what was big. The array may be another client's from now on: nobody
     * may read it any more.
     */
    public void clear() {
        if (own.length > KEPT) {
            boolean unused = own.length <= LARGEST && LARGE.offer(own);
            own = NOTHING;
        }
        shared = null;
        size = 0;
    }
}

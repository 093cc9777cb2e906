// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Bytes one behind the other in an array that grows as needed.
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

    private byte[] bytes = NOTHING;
    private int size;

    public void put(byte[] part) {
        int needed = size + part.length;
        if (needed > bytes.length) {
            byte[] larger = larger(needed);
            System.arraycopy(bytes, 0, larger, 0, size);
            bytes = larger;
        }
        System.arraycopy(part, 0, bytes, size, part.length);
        size = needed;
    }

    private byte[] larger(int needed) {
        byte[] spare = needed > KEPT ? LARGE.poll() : null;
        return spare != null && spare.length >= needed
                ? spare
                : new byte[Math.max(needed, Math.max(SMALLEST, bytes.length * 2))];
    }

    public int size() {
        return size;
    }

    /** The array itself; only the first {@link #size} bytes count. */
    public byte[] array() {
        return bytes;
    }

    /**
     * Empty again. A client at rest keeps no memory for what was big. The array may be another client's from now on: nobody
     * may read it any more.
     */
    public void clear() {
        if (bytes.length > KEPT) {
            boolean unused = bytes.length <= LARGEST && LARGE.offer(bytes);
            bytes = NOTHING;
        }
        size = 0;
    }
}

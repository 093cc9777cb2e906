// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.util.Arrays;

/**
 * Bytes one behind the other in an array that grows as needed.
 *
 * <p>Threads: one at a time.
 */
public final class Packing {

    private static final int SMALLEST = 1_024;
    /** What is kept for the next flight. */
    private static final int KEPT = 64 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private byte[] bytes = NOTHING;
    private int size;

    public void put(byte[] part) {
        int needed = size + part.length;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.max(SMALLEST, bytes.length * 2)));
        }
        System.arraycopy(part, 0, bytes, size, part.length);
        size = needed;
    }

    public int size() {
        return size;
    }

    /** The array itself; only the first {@link #size} bytes count. */
    public byte[] array() {
        return bytes;
    }

    /** Empty again. A client at rest keeps no memory for what was big. */
    public void clear() {
        if (bytes.length > KEPT) {
            bytes = NOTHING;
        }
        size = 0;
    }
}

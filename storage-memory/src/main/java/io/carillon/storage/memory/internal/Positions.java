// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import java.util.Arrays;

/** Ascending positions that come at the end and go at either end. Guarded by the lock of the store. */
final class Positions {

    private long[] values = new long[2];
    private int from;
    private int to;

    int size() {
        return to - from;
    }

    long get(int index) {
        return values[from + index];
    }

    void addLast(long position) {
        if (to == values.length) {
            // Half empty at the front: move instead of growing, so that a list that only slides stays small.
            long[] target = from > values.length / 2 ? values : new long[values.length * 2];
            System.arraycopy(values, from, target, 0, size());
            values = target;
            to -= from;
            from = 0;
        }
        values[to++] = position;
    }

    void removeLast() {
        to--;
    }

    void removeFirst() {
        from++;
    }

    /** Index of the first position beyond this one. */
    int indexAfter(long position) {
        int found = Arrays.binarySearch(values, from, to, position);
        return (found >= 0 ? found + 1 : -found - 1) - from;
    }
}

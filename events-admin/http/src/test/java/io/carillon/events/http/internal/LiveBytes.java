// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import java.lang.management.ManagementFactory;

/** Bytes of the heap that are in use. */
final class LiveBytes {

    private static final int COLLECTIONS = 3;

    private LiveBytes() {}

    /** What is left when the garbage is gone; what finalizers and references hold needs more than one collection. */
    static long now() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

/** Appends events durably. Safe for concurrent use. */
interface Contender extends AutoCloseable {

    /** What it is called in the report. */
    String name();

    /** Appends one event, or a batch of them, and returns when it is on stable storage or another may follow. */
    void append() throws Exception;

    /** How many events one {@link #append} appends. */
    default int batch() {
        return 1;
    }

    /** Returns when all that follows from what was appended is done; the clock runs on until then. */
    default void settle() throws Exception {}
}

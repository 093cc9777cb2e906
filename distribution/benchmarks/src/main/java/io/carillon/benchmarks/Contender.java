// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

/** Appends events durably. Safe for concurrent use. */
interface Contender extends AutoCloseable {

    /** What it is called in the report. */
    String name();

    /** Appends one event and returns when it is on stable storage. */
    void append() throws Exception;

    /** Returns when all that follows from what was appended is done; the clock runs on until then. */
    default void settle() throws Exception {}
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.output;

/** What {@code -o} chooses. */
public enum Format {
    /** For people: aligned, with headers. */
    TABLE,
    /** What the host answered, unchanged. */
    JSON,
    /** An item a line. */
    NDJSON,
    CSV,
    /** The data alone. */
    RAW
}

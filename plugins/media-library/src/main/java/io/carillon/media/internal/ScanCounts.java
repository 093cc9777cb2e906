// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

/** Counts of one scan. For one thread. */
final class ScanCounts {

    private long files;
    private long bytes;
    private long added;
    private long updated;
    private long removed;
    private long errors;

    void file(long size) {
        files++;
        bytes += size;
    }

    void error() {
        errors++;
    }

    /** Counts what a change's event says; nothing when it has none. */
    void change(Change change) {
        if (change.draft() == null) {
            return;
        }
        switch (change.draft().type()) {
            case MediaEvents.FILE_ADDED -> added++;
            case MediaEvents.FILE_REMOVED -> removed++;
            default -> updated++;
        }
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    long added() {
        return added;
    }

    long updated() {
        return updated;
    }

    long removed() {
        return removed;
    }

    long errors() {
        return errors;
    }
}

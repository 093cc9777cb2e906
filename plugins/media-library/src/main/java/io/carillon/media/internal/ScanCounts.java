// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

/** Counts of one scan. For one thread. */
final class ScanCounts {

    /** The counts at one moment. */
    record Figures(long files, long bytes, long added, long updated, long removed, long errors) {

        static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0);
    }

    private long files;
    private long bytes;
    private long added;
    private long updated;
    private long removed;
    private long errors;

    ScanCounts(Figures from) {
        this.files = from.files();
        this.bytes = from.bytes();
        this.added = from.added();
        this.updated = from.updated();
        this.removed = from.removed();
        this.errors = from.errors();
    }

    Figures figures() {
        return new Figures(files, bytes, added, updated, removed, errors);
    }

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

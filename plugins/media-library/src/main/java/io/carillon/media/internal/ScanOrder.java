// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

/**
 * Asks for a scan.
 *
 * @param full whether every file found is told, or the differences only
 * @param by who asked
 */
record ScanOrder(boolean full, String by) {

    /** The scan that a library begins with. */
    static ScanOrder first() {
        return new ScanOrder(true, "library");
    }

    /** Looks for differences after a start, or because the file system may not have told of all. */
    static ScanOrder quiet() {
        return new ScanOrder(false, "schedule");
    }

    /** Asked for at the console. */
    static ScanOrder byShell() {
        return new ScanOrder(true, LibraryRecord.SHELL);
    }
}

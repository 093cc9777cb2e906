// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

/**
 * Asks for a scan.
 *
 * @param full whether every file found is told, or the differences only
 * @param reread whether the metadata of unchanged files is read again
 * @param by who asked
 */
record ScanOrder(boolean full, boolean reread, String by) {

    /** Who asks when nobody does. */
    static final String LIBRARY = "library";

    /** The scan that a library begins with. */
    static ScanOrder first() {
        return new ScanOrder(true, false, LIBRARY);
    }

    /** Looks for differences after a start, or because the file system may not have told of all. */
    static ScanOrder quiet() {
        return new ScanOrder(false, false, "schedule");
    }

    /** Asked for at the console. */
    static ScanOrder byShell() {
        return new ScanOrder(true, false, LibraryRecord.SHELL);
    }

    /** Asked for at the console, to read everything again. */
    static ScanOrder afresh() {
        return new ScanOrder(true, true, LibraryRecord.SHELL);
    }

    boolean isByShell() {
        return by.equals(LibraryRecord.SHELL);
    }
}

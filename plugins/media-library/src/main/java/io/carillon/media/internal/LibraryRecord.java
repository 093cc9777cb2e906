// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import org.jspecify.annotations.Nullable;

/**
 * What the plugin's state keeps of a library.
 *
 * @param path its folder
 * @param origin where it was named: {@value #CONFIGURATION} or {@value #SHELL}
 * @param key tells this life of the library from earlier ones of the same name; part of event ids
 * @param announced whether library.created is in the log
 * @param scanned whether a first scan was completed
 * @param rootKey identity of the folder at the last scan, to tell an emptied one from an unmounted one
 * @param away whether its folder was not there when last looked for
 * @param leaving whether it is being removed
 */
record LibraryRecord(
        String path,
        String origin,
        String key,
        boolean announced,
        boolean scanned,
        @Nullable String rootKey,
        boolean away,
        boolean leaving) {

    static final String CONFIGURATION = "configuration";
    static final String SHELL = "shell";

    private static final String PREFIX = "library/";

    static LibraryRecord fresh(Library library, String origin, String key) {
        return new LibraryRecord(library.root().toString(), origin, key, false, false, null, false, false);
    }

    /** Key of the record in the plugin's state. */
    static String key(String library) {
        return PREFIX + library;
    }

    static String prefix() {
        return PREFIX;
    }

    static String name(String key) {
        return key.substring(PREFIX.length());
    }

    LibraryRecord at(String newPath) {
        return new LibraryRecord(newPath, origin, key, announced, scanned, rootKey, away, leaving);
    }

    LibraryRecord asAnnounced() {
        return new LibraryRecord(path, origin, key, true, scanned, rootKey, away, leaving);
    }

    LibraryRecord asScanned(@Nullable String newRootKey) {
        return new LibraryRecord(path, origin, key, announced, true, newRootKey, false, leaving);
    }

    LibraryRecord asAway() {
        return new LibraryRecord(path, origin, key, announced, scanned, rootKey, true, leaving);
    }

    LibraryRecord asLeaving() {
        return new LibraryRecord(path, origin, key, announced, scanned, rootKey, away, true);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

/**
 * How far a full scan is, kept in the plugin's state so that it goes on after a restart.
 *
 * @param scanId the scan
 * @param reread whether it reads the metadata of unchanged files as well
 * @param by who asked for it
 * @param folder encoded path of the folder it is in
 * @param hash the last entry of that folder it has passed, empty for none
 * @param figures what it counted up to there
 * @param millis how long it worked
 * @param progresses how often it told of its progress
 */
record ScanMark(
        String scanId,
        boolean reread,
        String by,
        String folder,
        String hash,
        ScanCounts.Figures figures,
        long millis,
        long progresses) {

    /** Key of the mark in the plugin's state. */
    static String key(String library) {
        return "s/" + library;
    }

    Scan scan() {
        return new Scan(scanId, new ScanOrder(true, reread, by));
    }

    Place place() {
        return new Place(new RawPath(folder), hash);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The validated settings of PID {@code carillon.media}.
 *
 * @param libraries at most {@value #MAX_LIBRARIES}, each name once; an immutable list
 * @param rescan how often folders are compared with the index although nothing was heard of
 * @param settle how long a file must be unchanged before it is read
 * @param parse longest time for the parser of one file
 * @param maxFileBytes larger files are counted as errors instead of being read
 * @param maxWatchedFolders folders of one library to be watched; the rest is found by the rescan
 */
record MediaSettings(
        List<Library> libraries,
        Duration rescan,
        Duration settle,
        Duration parse,
        long maxFileBytes,
        int maxWatchedFolders) {

    /** The most libraries, configured and added. */
    static final int MAX_LIBRARIES = 64;

    MediaSettings {
        libraries = List.copyOf(libraries);
        if (libraries.size() > MAX_LIBRARIES) {
            throw new IllegalArgumentException(
                    "carillon.media libraries takes at most " + MAX_LIBRARIES + " entries, got " + libraries.size());
        }
        Set<String> names = new HashSet<>();
        Set<Path> folders = new HashSet<>();
        for (Library library : libraries) {
            if (!names.add(library.name())) {
                throw new IllegalArgumentException(
                        "carillon.media libraries names \"" + library.name() + "\" more than once");
            }
            if (!folders.add(library.root())) {
                throw new IllegalArgumentException("carillon.media libraries has the folder " + library.root()
                        + " more than once; its files would be told twice");
            }
        }
        range("rescanSeconds", rescan.toSeconds(), 1, Duration.ofDays(7).toSeconds());
        range("settleMillis", settle.toMillis(), 50, 60_000);
        range("parseSeconds", parse.toSeconds(), 1, 600);
        range("maxFileMebibytes", maxFileBytes >> 20, 1, 1L << 24);
        range("maxWatchedFolders", maxWatchedFolders, 0, 100_000);
    }

    static MediaSettings from(MediaLibrary.Config config) {
        return new MediaSettings(
                Stream.of(config.libraries())
                        .filter(text -> !text.isBlank())
                        .map(Library::parse)
                        .toList(),
                Duration.ofSeconds(config.rescanSeconds()),
                Duration.ofMillis(config.settleMillis()),
                Duration.ofSeconds(config.parseSeconds()),
                config.maxFileMebibytes() << 20,
                config.maxWatchedFolders());
    }

    private static void range(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "carillon.media " + name + " must be " + min + " to " + max + ", got " + value);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one folder in ascending order of their name's checksum, in bounded memory: a folder with more entries
 * than the window is read once per window.
 *
 * <p>Threads: for one thread.
 */
final class SortedFolder {

    /** Opens a folder for one reading of its entries. */
    @FunctionalInterface
    interface Opener {
        DirectoryStream<Path> open(Path folder) throws IOException;
    }

    /**
     * One entry.
     *
     * @param hash checksum of the encoded name, see {@link Checksum#ofName}
     * @param name the encoded name, see {@link RawPath}
     */
    record Entry(String hash, String name, Path path) {}

    private final Path folder;
    private final int window;
    private final Opener opener;
    private final Deque<Entry> ready = new ArrayDeque<>();
    private String last = "";
    private boolean complete;

    SortedFolder(Path folder, int window, Opener opener) {
        this.folder = folder;
        this.window = window;
        this.opener = opener;
    }

    /**
     * The next entry, {@code null} after the last.
     *
     * @throws IOException if the folder cannot be read
     */
    @Nullable
    Entry next() throws IOException {
        if (ready.isEmpty() && !complete) {
            fill();
        }
        return ready.poll();
    }

    private void fill() throws IOException {
        TreeMap<String, Entry> lowest = new TreeMap<>();
        boolean more = false;
        try (DirectoryStream<Path> entries = opener.open(folder)) {
            for (Path path : entries) {
                String name = RawPath.of(folder, path).name();
                String hash = Checksum.ofName(name);
                if (hash.compareTo(last) > 0) {
                    lowest.put(hash, new Entry(hash, name, path));
                }
                if (lowest.size() > window) {
                    lowest.pollLastEntry();
                    more = true;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        complete = !more;
        ready.addAll(lowest.values());
        Map.Entry<String, Entry> highest = lowest.lastEntry();
        last = highest == null ? last : highest.getKey();
    }
}

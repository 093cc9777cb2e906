// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.PluginState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of one library that were published, kept in the plugin's state.
 *
 * <p>One key per file, {@code f/<library>/<folder>/<name>/<stamp>} with checksums for folder and name, so that an
 * unchanged file is recognised by its key alone; one key per folder, {@code d/<library>/<folder>}. Nothing is held in
 * memory but one page of keys per {@link Cursor}.
 *
 * <p>Threads: for one thread.
 */
final class FileIndex {

    /**
     * What is kept of a file.
     *
     * @param name encoded
     * @param sha256 of its content
     * @param told checksum of the metadata that was told, {@code null} when that was not kept
     */
    record Entry(String name, String sha256, @Nullable String told) {}

    /** What is kept of a folder: its encoded path below the root. */
    record Folder(String path) {}

    /** A key of the index. */
    record Known(String key) {

        String nameHash() {
            String withoutStamp = key.substring(0, key.lastIndexOf('/'));
            return withoutStamp.substring(withoutStamp.lastIndexOf('/') + 1);
        }

        Stamp stamp() {
            return Stamp.parse(key.substring(key.lastIndexOf('/') + 1, key.length() - (isUnreadable() ? 1 : 0)));
        }

        /** Whether no metadata could be read. */
        boolean isUnreadable() {
            return key.endsWith(UNREADABLE);
        }
    }

    /** Sorts after every letter of a checksum. */
    private static final String END = "~";

    /** Ends the key of a file whose metadata cannot be read, so that it is counted without reading it again. */
    private static final String UNREADABLE = "!";

    private static final int PAGE = 500;

    private final PluginState state;
    private final Patience patience;
    private final String library;

    FileIndex(PluginState state, Patience patience, String library) {
        this.state = state;
        this.patience = patience;
        this.library = library;
    }

    String key(RawPath file, Stamp stamp, boolean unreadable) {
        return files(file.folder()) + Checksum.ofName(file.name()) + "/" + stamp + (unreadable ? UNREADABLE : "");
    }

    String folderKey(RawPath folder) {
        return folders() + Checksum.ofName(folder.raw());
    }

    Optional<Known> find(RawPath file) {
        String prefix = files(file.folder()) + Checksum.ofName(file.name()) + "/";
        return keys(prefix, "", 1).stream().findFirst().map(Known::new);
    }

    Optional<Entry> entry(Known known) {
        return patience.until(() -> state.get(known.key(), Entry.class));
    }

    /** The known files of a folder in ascending order of their name's checksum. */
    Cursor cursor(RawPath folder) {
        return new Cursor(this, files(folder));
    }

    List<String> keys(String prefix, String after, int limit) {
        return patience.until(() -> state.keys(prefix, after, limit));
    }

    /** The next page of keys of folders, empty after the last. */
    List<String> folderKeys(String after) {
        return keys(folders(), after, PAGE);
    }

    Optional<RawPath> folder(String key) {
        return patience.until(() -> state.get(key, Folder.class)).map(folder -> new RawPath(folder.path()));
    }

    boolean knowsFolder(RawPath folder) {
        return patience.until(() -> state.get(folderKey(folder), Folder.class)).isPresent();
    }

    /** Number of files; reads all keys, a page at a time. */
    long count() {
        long count = 0;
        String after = "";
        while (true) {
            List<String> page = keys("f/" + library + "/", after, PluginState.MAX_KEYS);
            count += page.size();
            if (page.size() < PluginState.MAX_KEYS) {
                return count;
            }
            after = page.get(page.size() - 1);
        }
    }

    /** Removes all of the library, a page at a time. */
    void forgetAll() {
        forget("f/" + library + "/");
        forget(folders());
    }

    private void forget(String prefix) {
        for (List<String> page = keys(prefix, "", PAGE); !page.isEmpty(); page = keys(prefix, "", PAGE)) {
            Map<String, @Nullable Object> removals = new HashMap<>();
            page.forEach(key -> removals.put(key, null));
            patience.until(() -> state.write(removals));
        }
    }

    private String files(RawPath folder) {
        return "f/" + library + "/" + Checksum.ofName(folder.raw()) + "/";
    }

    private String folders() {
        return "d/" + library + "/";
    }

    /** Walks the known files of one folder, a page at a time. */
    static final class Cursor {

        private final FileIndex index;
        private final String prefix;
        private List<String> page = List.of();
        private int at;
        private String after = "";
        private boolean end;

        Cursor(FileIndex index, String prefix) {
            this.index = index;
            this.prefix = prefix;
        }

        /** The first known file that was not passed yet. */
        Optional<Known> peek() {
            if (at == page.size() && !end) {
                page = index.keys(prefix, after, PAGE);
                at = 0;
                end = page.isEmpty();
            }
            return end ? Optional.empty() : Optional.of(new Known(page.get(at)));
        }

        /** Goes on behind a name, reading the index anew. */
        void seekBehind(String nameHash) {
            page = List.of();
            at = 0;
            end = false;
            after = prefix + nameHash + END;
        }

        /** Passes every file up to and including this name. */
        void passTo(String nameHash) {
            while (peek().filter(known -> known.nameHash().compareTo(nameHash) <= 0)
                    .isPresent()) {
                after = page.get(at++);
            }
        }
    }
}

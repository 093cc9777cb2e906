// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares folders with the index. Holds one window of names, one page of keys and the sub-folders still to visit,
 * whatever the size of the library.
 *
 * <p>Threads: for one thread.
 */
final class LibraryWalk {

    /** Names of one folder held at once. */
    static final int WINDOW = 8_192;

    /** Sorts behind every checksum of a name. */
    private static final String AFTER_ALL = "~";

    private final Library library;
    private final FileIndex index;
    private final Journal journal;
    private final FileExaminer examiner;
    private final FolderWatch watch;
    private final StopSignal stop;
    private final SortedFolder.Opener opener;

    LibraryWalk(
            Library library,
            FileIndex index,
            Journal journal,
            FileExaminer examiner,
            FolderWatch watch,
            StopSignal stop,
            SortedFolder.Opener opener) {
        this.library = library;
        this.index = index;
        this.journal = journal;
        this.examiner = examiner;
        this.watch = watch;
        this.stop = stop;
        this.opener = opener;
    }

    /**
     * Compares one path with the index, outside a walk.
     *
     * @param seen how it looked at least the settle time ago, {@code null} when it is looked at for the first time
     * @return {@link FileExaminer.Verdict.Nothing} also when it cannot be read, which the visitor was told
     */
    FileExaminer.Verdict look(Path path, RawPath raw, @Nullable Stamp seen, WalkVisitor visitor)
            throws RootFolder.AwayException, InterruptedException {
        journal.settle(library.mediaId(raw));
        try {
            return examiner.examine(path, raw, index.find(raw), seen, visitor.scan());
        } catch (IOException e) {
            visitor.failed(path, e);
            return new FileExaminer.Verdict.Nothing();
        }
    }

    /** Visits a folder and everything below it. */
    void walk(Path start, WalkVisitor visitor) throws RootFolder.AwayException, InterruptedException {
        Deque<Path> folders = new ArrayDeque<>();
        folders.push(start);
        walk(folders, visitor);
    }

    /** Goes on with a walk of the whole library behind a place. What was passed is not visited again. */
    void walkOn(Place place, WalkVisitor visitor) throws RootFolder.AwayException, InterruptedException {
        Deque<Path> folders = new ArrayDeque<>();
        RawPath above = new RawPath("");
        List<String> names = place.folder().raw().isEmpty()
                ? List.of()
                : List.of(place.folder().raw().split("/"));
        for (String name : names) {
            leftBelow(above, Checksum.ofName(name), visitor).forEach(folders::push);
            above = above.resolve(name);
        }
        visit(above, place.hash(), folders, visitor);
        walk(folders, visitor);
    }

    private List<Path> leftBelow(RawPath folder, String hash, WalkVisitor visitor) throws RootFolder.AwayException {
        List<Path> left = new ArrayList<>();
        Path path = folder.raw().isEmpty() ? library.root() : folder.under(library.root());
        watch.add(path);
        try {
            SortedFolder entries = new SortedFolder(path, WINDOW, opener);
            for (SortedFolder.Entry entry = entries.next(); entry != null; entry = entries.next()) {
                stop.check();
                if (entry.hash().compareTo(hash) >= 0) {
                    return left;
                }
                addFolder(entry, left);
            }
        } catch (IOException e) {
            unread(path, e, visitor);
        }
        return left;
    }

    private static void addFolder(SortedFolder.Entry entry, List<Path> folders) {
        if (!entry.name().startsWith(".") && Files.isDirectory(entry.path(), LinkOption.NOFOLLOW_LINKS)) {
            folders.add(entry.path());
        }
    }

    private void walk(Deque<Path> folders, WalkVisitor visitor) throws RootFolder.AwayException, InterruptedException {
        while (!folders.isEmpty()) {
            stop.check();
            visit(RawPath.of(library.root(), folders.pop()), "", folders, visitor);
        }
    }

    /** Visits the files of a folder behind a checksum, and puts its folders on top of the others. */
    private void visit(RawPath raw, String behind, Deque<Path> folders, WalkVisitor visitor)
            throws RootFolder.AwayException, InterruptedException {
        Path folder = raw.raw().isEmpty() ? library.root() : raw.under(library.root());
        watch.add(folder);
        try {
            visit(folder, raw, behind, visitor).forEach(folders::push);
        } catch (IOException e) {
            unread(folder, e, visitor);
        }
    }

    private void unread(Path folder, IOException why, WalkVisitor visitor) throws RootFolder.AwayException {
        if (why instanceof NoSuchFileException || why instanceof NotDirectoryException) {
            // Gone since it was listed: what the index has below it is found by the sweep.
            new RootFolder(library.root()).identity();
        } else {
            visitor.failed(folder, why);
        }
    }

    private List<Path> visit(Path folder, RawPath raw, String behind, WalkVisitor visitor)
            throws IOException, RootFolder.AwayException, InterruptedException {
        FileIndex.Cursor known = index.cursor(raw);
        if (!behind.isEmpty()) {
            known.seekBehind(behind);
        }
        SortedFolder entries = new SortedFolder(folder, WINDOW, opener);
        List<Path> folders = new ArrayList<>();
        for (SortedFolder.Entry entry = entries.next(); entry != null; entry = entries.next()) {
            stop.check();
            if (entry.hash().compareTo(behind) <= 0) {
                addFolder(entry, folders);
                continue;
            }
            missing(raw, known, entry.hash(), visitor);
            if (!entry.name().startsWith(".")) {
                String hash = entry.hash();
                Optional<FileIndex.Known> match =
                        known.peek().filter(key -> key.nameHash().equals(hash));
                if (examine(entry.path(), raw.resolve(entry.name()), match, visitor)) {
                    folders.add(entry.path());
                }
            }
            known.passTo(entry.hash());
            visitor.passed(new Place(raw, entry.hash()));
            if (visitor.pause()) {
                known.seekBehind(entry.hash());
            }
        }
        missing(raw, known, AFTER_ALL, visitor);
        return folders;
    }

    /** Looks after the known files before {@code hash}, which the folder's listing did not have. */
    private void missing(RawPath raw, FileIndex.Cursor known, String hash, WalkVisitor visitor)
            throws RootFolder.AwayException, InterruptedException {
        for (Optional<FileIndex.Known> next = known.peek();
                next.filter(key -> key.nameHash().compareTo(hash) < 0).isPresent();
                next = known.peek()) {
            FileIndex.Known key = next.get();
            Optional<FileIndex.Entry> entry = index.entry(key);
            if (entry.isPresent()) {
                RawPath file = raw.resolve(entry.get().name());
                examine(file.under(library.root()), file, next, visitor);
            }
            known.passTo(key.nameHash());
        }
    }

    /** Returns whether a folder is there. */
    private boolean examine(Path path, RawPath raw, Optional<FileIndex.Known> known, WalkVisitor visitor)
            throws RootFolder.AwayException, InterruptedException {
        FileExaminer.Verdict verdict;
        try {
            verdict = examiner.examine(path, raw, known, null, visitor.scan());
        } catch (IOException e) {
            visitor.failed(path, e);
            return false;
        }
        visitor.found(path, raw, verdict);
        return verdict instanceof FileExaminer.Verdict.FolderThere;
    }

    /** Visits the known files of folders that are there no more. */
    void sweep(WalkVisitor visitor) throws RootFolder.AwayException, InterruptedException {
        journal.flush();
        for (List<String> page = index.folderKeys("");
                !page.isEmpty();
                page = index.folderKeys(page.get(page.size() - 1))) {
            for (String key : page) {
                stop.check();
                Optional<RawPath> folder = index.folder(key);
                if (folder.isPresent() && isGone(folder.get().under(library.root()))) {
                    sweep(key, folder.get(), visitor);
                }
                visitor.pause();
            }
        }
    }

    private void sweep(String key, RawPath folder, WalkVisitor visitor)
            throws RootFolder.AwayException, InterruptedException {
        new RootFolder(library.root()).identity();
        FileIndex.Cursor known = index.cursor(folder);
        missing(folder, known, AFTER_ALL, visitor);
        journal.flush();
        journal.forgetFolder(key);
    }

    /** What merely cannot be looked at is not gone. */
    private static boolean isGone(Path folder) {
        return !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)
                        || Files.exists(folder, LinkOption.NOFOLLOW_LINKS));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.EventDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a file's present state means for the index. Links to files are followed, links to folders are not, so
 * that there are no circles; pipes, sockets and devices are never opened.
 *
 * <p>Threads: for one thread.
 */
final class FileExaminer {

    /** What was found at a path. */
    sealed interface Verdict {
        /** A folder. */
        record FolderThere() implements Verdict {}

        /** Nothing of interest, and nothing the index knows. */
        record Nothing() implements Verdict {}

        /**
         * A media file just as the index knows it.
         *
         * @param unreadable whether it has no metadata
         */
        record Same(FileFacts facts, boolean unreadable) implements Verdict {}

        /** A media file that is still being written. */
        record Settling(Stamp stamp) implements Verdict {}

        /**
         * A difference.
         *
         * @param facts empty when the file is gone
         * @param problem why it has no metadata, empty when it has some or is gone
         */
        record Differs(Change change, Optional<FileFacts> facts, boolean isNew, Optional<String> problem)
                implements Verdict {}
    }

    private final Library library;
    private final MediaSettings settings;
    private final FileIndex index;
    private final MediaEvents events;
    private final MetadataReader metadata;
    private final Clock clock;

    FileExaminer(
            Library library,
            MediaSettings settings,
            FileIndex index,
            MediaEvents events,
            MetadataReader metadata,
            Clock clock) {
        this.library = library;
        this.settings = settings;
        this.index = index;
        this.events = events;
        this.metadata = metadata;
        this.clock = clock;
    }

    /**
     * Looks at a path below the root.
     *
     * @param known what the index has of it
     * @param seen how it looked at least the settle time ago, {@code null} when it is looked at for the first time
     * @param scan scan that found it, empty when the file system told
     * @throws IOException if it is there but cannot be read
     * @throws InterruptedException if interrupted while reading
     */
    Verdict examine(Path path, RawPath raw, Optional<FileIndex.Known> known, @Nullable Stamp seen, Optional<Scan> scan)
            throws IOException, InterruptedException {
        Optional<String> scanId = scan.map(Scan::id);
        Optional<MediaType> promised = MediaType.ofName(RawPath.decoded(raw.name()));
        Optional<BasicFileAttributes> found = attributes(path);
        if (found.isEmpty()) {
            return gone(raw, known, scanId);
        }
        BasicFileAttributes attributes = found.get();
        if (attributes.isDirectory() && !Files.isSymbolicLink(path)) {
            return known.isPresent() ? gone(raw, known, scanId) : new Verdict.FolderThere();
        }
        if (promised.isEmpty() || !attributes.isRegularFile()) {
            return gone(raw, known, scanId);
        }
        Stamp stamp = Stamp.of(attributes);
        FileFacts facts =
                new FileFacts(raw.textUnder(library.root()), RawPath.decoded(raw.name()), promised.get(), stamp.size());
        boolean reread = scan.filter(each -> each.order().reread()).isPresent();
        if (!reread && known.isPresent() && known.get().stamp().equals(stamp)) {
            return new Verdict.Same(facts, known.get().isUnreadable());
        }
        boolean young = stamp.isYoung(clock.instant(), settings.settle().toMillis());
        if (seen == null ? young : !seen.equals(stamp)) {
            return new Verdict.Settling(stamp);
        }
        return read(path, raw, known, stamp, facts, scan);
    }

    // A change of content or metadata is told; a change of time alone only brings the index up to date.
    private Verdict read(
            Path path, RawPath raw, Optional<FileIndex.Known> known, Stamp stamp, FileFacts facts, Optional<Scan> scan)
            throws IOException, InterruptedException {
        if (stamp.size() > settings.maxFileBytes()) {
            throw new IOException("it has " + stamp.size() + " bytes, more than the " + settings.maxFileBytes()
                    + " that carillon.media maxFileMebibytes allows");
        }
        String sha256 = Checksum.ofFile(path);
        FileIndex.Entry before = known.flatMap(index::entry)
                .filter(entry -> entry.sha256().equals(sha256))
                .orElse(null);
        boolean reread = scan.filter(each -> each.order().reread()).isPresent();
        MetadataReader.Finding finding = before == null || reread ? metadata.read(path, facts.type()) : null;
        Optional<String> scanId = scan.map(Scan::id);
        Optional<Stamp> after = attributes(path).map(Stamp::of);
        if (!after.equals(Optional.of(stamp))) {
            return after.<Verdict>map(Verdict.Settling::new).orElseGet(() -> gone(raw, known, scanId));
        }
        if (before != null && finding == null) {
            boolean unreadable = known.filter(FileIndex.Known::isUnreadable).isPresent();
            return differs(
                    raw, known, stamp, facts, null, before, unreadable ? Optional.of("as before") : Optional.empty());
        }
        MetadataReader.Finding read = Objects.requireNonNull(finding);
        FileFacts seen = facts.as(read.type());
        Optional<String> problem = Optional.ofNullable(read.metadata().error());
        FileIndex.Entry entry =
                new FileIndex.Entry(raw.name(), sha256, Checksum.ofName(read.type() + " " + read.metadata()));
        if (entry.equals(before)) {
            return known.get().stamp().equals(stamp)
                    ? new Verdict.Same(seen, problem.isPresent())
                    : differs(raw, known, stamp, seen, null, entry, problem);
        }
        String type = known.isPresent() ? MediaEvents.FILE_CHANGED : MediaEvents.FILE_ADDED;
        EventDraft draft = events.file(type, library.mediaId(raw), seen, sha256, read.metadata(), scanId);
        return differs(raw, known, stamp, seen, draft, entry, problem);
    }

    private Verdict differs(
            RawPath raw,
            Optional<FileIndex.Known> known,
            Stamp stamp,
            FileFacts facts,
            @Nullable EventDraft draft,
            FileIndex.Entry entry,
            Optional<String> problem) {
        String before = known.map(FileIndex.Known::key).orElse(null);
        String now = index.key(raw, stamp, problem.isPresent());
        Change change = new Change(library.mediaId(raw), draft, before, now, entry, raw.folder());
        return new Verdict.Differs(change, Optional.of(facts), known.isEmpty(), problem);
    }

    private Verdict gone(RawPath raw, Optional<FileIndex.Known> known, Optional<String> scanId) {
        return known.<Verdict>map(key ->
                        new Verdict.Differs(removal(raw, key, scanId), Optional.empty(), false, Optional.empty()))
                .orElseGet(Verdict.Nothing::new);
    }

    /** The change that takes a known file out of the index. */
    Change removal(RawPath raw, FileIndex.Known known, Optional<String> scanId) {
        String mediaId = library.mediaId(raw);
        EventDraft draft = events.removed(mediaId, raw.textUnder(library.root()), scanId);
        return new Change(mediaId, draft, known.key(), null, null, raw.folder());
    }

    /** The attributes of what is there, through links; empty when nothing is. */
    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether something is there, be it a link to nowhere. */
    static boolean isThere(Path path) {
        return !Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
    }
}

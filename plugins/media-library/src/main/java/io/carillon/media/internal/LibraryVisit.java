// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a walk finds into events. A scan tells of itself: a full one from its start, a quiet one from the first
 * difference on; the visit of a path the file system told of has no scan.
 *
 * <p>Threads: for one thread.
 */
final class LibraryVisit implements LibraryWalk.Visitor {

    /** A young file seen by the scan, with how it looked. */
    record Young(Path path, RawPath raw, Stamp stamp) {}

    /** The most young files a scan waits for; the others follow after it. */
    static final int MAX_YOUNG = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(LibraryVisit.class);
    /** Unreadable files named in the log per scan; all are counted. */
    private static final int MAX_LOGGED = 10;

    private static final Duration PROGRESS = Duration.ofSeconds(1);

    /** Lets files be handled that the file system told of; returns whether there were any. */
    @FunctionalInterface
    interface Interlude {
        boolean handle() throws RootFolder.AwayException, InterruptedException;
    }

    private final MediaEvents events;
    private final Journal journal;
    private final RootFolder root;
    private final @Nullable String rootKey;
    private final SettlingFiles settling;
    private final AtomicLong files;
    private final Interlude interlude;
    private final @Nullable ScanOrder order;
    private final String scanId;

    private final ScanCounts counts = new ScanCounts();
    private final Deque<Young> young = new ArrayDeque<>();
    private final long startedNanos = System.nanoTime();
    private boolean started;
    private long lastProgress = System.nanoTime();
    private long progresses;

    LibraryVisit(
            MediaEvents events,
            Journal journal,
            RootFolder root,
            @Nullable String rootKey,
            SettlingFiles settling,
            AtomicLong files,
            Interlude interlude,
            @Nullable ScanOrder order,
            String scanId) {
        this.events = events;
        this.journal = journal;
        this.root = root;
        this.rootKey = rootKey;
        this.settling = settling;
        this.files = files;
        this.interlude = interlude;
        this.order = order;
        this.scanId = scanId;
    }

    @Override
    public Optional<String> scanId() {
        return order == null ? Optional.empty() : Optional.of(scanId);
    }

    ScanCounts counts() {
        return counts;
    }

    /** Takes out a young file to look at again, {@code null} when there is none left. */
    @Nullable
    Young nextYoung() {
        return young.poll();
    }

    boolean hasYoung() {
        return !young.isEmpty();
    }

    /** Tells that the scan started, once. */
    void start() {
        if (order != null && !started) {
            started = true;
            journal.note(events.scanStarted(scanId, order));
        }
    }

    /** Publishes all that is left and, if the scan told of itself, its end. */
    void complete() {
        journal.flush();
        if (started) {
            journal.note(events.scanCompleted(
                    scanId,
                    counts,
                    Duration.ofNanos(System.nanoTime() - startedNanos).toMillis()));
            journal.flush();
        }
    }

    @Override
    public void found(Path path, RawPath raw, FileExaminer.Verdict verdict) throws RootFolder.AwayException {
        if (verdict instanceof FileExaminer.Verdict.Same same) {
            counts.file(same.facts().size());
            if (order != null && order.full()) {
                journal.note(events.fileFound(scanId, mediaId(raw), same.facts(), false));
            }
            progress(path);
        } else if (verdict instanceof FileExaminer.Verdict.Settling still) {
            if (order != null && young.size() < MAX_YOUNG) {
                young.add(new Young(path, raw, still.stamp()));
            } else {
                settling.hold(path, still.stamp(), System.nanoTime());
            }
        } else if (verdict instanceof FileExaminer.Verdict.Differs differs) {
            differs(path, differs);
        }
    }

    private void differs(Path path, FileExaminer.Verdict.Differs differs) throws RootFolder.AwayException {
        Change change = differs.change();
        if (differs.facts().isEmpty()) {
            root.require(rootKey);
        }
        journal.settle(change.mediaId());
        if (change.draft() != null) {
            start();
        }
        differs.facts().ifPresent(facts -> {
            counts.file(facts.size());
            if (order != null && (order.full() || change.draft() != null)) {
                journal.note(events.fileFound(scanId, change.mediaId(), facts, differs.isNew()));
            }
        });
        counts.change(change);
        files.addAndGet((change.puts() == null ? 0 : 1) - (change.removes() == null ? 0 : 1));
        journal.add(change);
        progress(path);
    }

    @Override
    public void failed(Path path, IOException why) throws RootFolder.AwayException {
        root.require(rootKey);
        counts.error();
        if (counts.errors() <= MAX_LOGGED) {
            LOG.warn("Cannot read {}, will try again: {}", path, why.toString());
        }
    }

    @Override
    public boolean pause() throws RootFolder.AwayException, InterruptedException {
        return interlude.handle();
    }

    private void progress(Path path) {
        if (started && System.nanoTime() - lastProgress >= PROGRESS.toNanos()) {
            lastProgress = System.nanoTime();
            progresses++;
            journal.note(events.scanProgress(scanId, progresses, counts, RawPath.text(path)));
        }
    }

    private String mediaId(RawPath raw) {
        return events.mediaId(raw);
    }
}

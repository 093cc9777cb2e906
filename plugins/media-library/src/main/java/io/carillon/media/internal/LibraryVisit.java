// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a walk finds into events. A scan tells of itself: a full one from its start, a quiet one from the first
 * difference on; the visit of a path the file system told of has no scan.
 *
 * <p>Threads: for one thread.
 */
final class LibraryVisit implements WalkVisitor, Rest.Listener {

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

    private final @Nullable Scan scan;
    private final LibraryStanding standing;
    private final MediaEvents events;
    private final Journal journal;
    private final SettlingFiles settling;
    private final Interlude interlude;
    private final Rest rest;

    private final ScanCounts counts;
    private final Deque<Young> young = new ArrayDeque<>();
    private final long startedNanos = System.nanoTime();
    private boolean started;
    private long lastProgress = System.nanoTime();
    private long progresses;
    private long millisBefore;

    /** @param scan scan it belongs to, {@code null} for none */
    LibraryVisit(
            @Nullable Scan scan,
            ScanCounts counts,
            LibraryStanding standing,
            MediaEvents events,
            Journal journal,
            SettlingFiles settling,
            Interlude interlude,
            Rest rest) {
        this.scan = scan;
        this.counts = counts;
        this.rest = rest;
        this.standing = standing;
        this.events = events;
        this.journal = journal;
        this.settling = settling;
        this.interlude = interlude;
    }

    @Override
    public Optional<Scan> scan() {
        return Optional.ofNullable(scan);
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
        if (scan != null && !started) {
            started = true;
            journal.note(events.scanStarted(scan));
            passed(new Place(new RawPath(""), ""));
        }
    }

    /** Tells that a scan goes on that was under way when the plugin was stopped. */
    void goOn(ScanMark from, String by) {
        started = true;
        progresses = from.progresses();
        millisBefore = from.millis();
        journal.mark(from);
        journal.note(events.scanResumed(from.scanId(), counts, by, null, standing.nowMillis()));
        flush();
    }

    @Override
    public void passed(Place place) {
        if (scan != null && scan.order().full()) {
            journal.mark(new ScanMark(
                    scan.id(),
                    scan.order().reread(),
                    scan.order().by(),
                    place.folder().raw(),
                    place.hash(),
                    counts.figures(),
                    millis(),
                    progresses));
        }
    }

    private long millis() {
        return millisBefore + Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
    }

    /** Publishes what was found so far. */
    void flush() {
        journal.flush();
    }

    /** Publishes all that is left and, if the scan told of itself, its end. */
    void complete() {
        flush();
        if (scan != null && started) {
            if (scan.order().full()) {
                journal.mark(null);
            }
            journal.note(events.scanCompleted(scan.id(), counts, millis()));
            flush();
        }
    }

    @Override
    public void found(Path path, RawPath raw, FileExaminer.Verdict verdict) throws RootFolder.AwayException {
        if (verdict instanceof FileExaminer.Verdict.Same same) {
            counts.file(same.facts().size());
            if (same.unreadable()) {
                counts.error();
            }
            if (scan != null && scan.order().full()) {
                journal.note(events.fileFound(scan.id(), events.mediaId(raw), same.facts(), false));
            }
            progress(path);
        } else if (verdict instanceof FileExaminer.Verdict.Settling still) {
            if (scan != null && young.size() < MAX_YOUNG) {
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
            standing.requireRoot();
        }
        journal.settle(change.mediaId());
        if (change.draft() != null) {
            start();
        }
        differs.facts().ifPresent(facts -> {
            counts.file(facts.size());
            if (scan != null && (scan.order().full() || change.draft() != null)) {
                journal.note(events.fileFound(scan.id(), change.mediaId(), facts, differs.isNew()));
            }
        });
        differs.problem().ifPresent(problem -> error(path, problem));
        counts.change(change);
        standing.addFiles((change.puts() == null ? 0 : 1) - (change.removes() == null ? 0 : 1));
        journal.add(change);
        progress(path);
    }

    @Override
    public void failed(Path path, IOException why) throws RootFolder.AwayException {
        standing.requireRoot();
        error(path, "will try again: " + why);
    }

    private void error(Path path, String why) {
        counts.error();
        if (counts.errors() <= MAX_LOGGED) {
            LOG.warn("Cannot read {}: {}", path, why);
        }
    }

    @Override
    public boolean pause() throws RootFolder.AwayException, InterruptedException {
        rest.hold(this);
        return interlude.handle();
    }

    @Override
    public void paused(String by) {
        if (scan != null && started) {
            journal.note(events.scanPaused(scan.id(), counts, by, standing.nowMillis()));
        }
        flush();
    }

    @Override
    public void resumed(String by, Duration after) {
        if (scan != null && started) {
            journal.note(events.scanResumed(scan.id(), counts, by, after, standing.nowMillis()));
            flush();
        }
    }

    private void progress(Path path) {
        if (scan != null && started && System.nanoTime() - lastProgress >= PROGRESS.toNanos()) {
            lastProgress = System.nanoTime();
            progresses++;
            journal.note(events.scanProgress(scan.id(), progresses, counts, RawPath.text(path)));
        }
    }
}

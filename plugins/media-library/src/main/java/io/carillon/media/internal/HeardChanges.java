// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the file system tells of: held until they had the time to settle, then compared with the index.
 *
 * <p>Threads: for one thread.
 */
final class HeardChanges {

    private static final Duration HEED = Duration.ofMillis(100);
    private static final int DUE_AT_ONCE = 100;
    private static final int INTERLUDE_EVERY = 50;

    private final LibraryStanding standing;
    private final MediaEvents events;
    private final Journal journal;
    private final FolderWatch watch;
    private final LibraryWalk walk;
    private final SettlingFiles settling;
    private final StopSignal stop;
    private final Rest rest;

    private boolean lost;
    private boolean sweepDue;
    private boolean inInterlude;
    private int sinceInterlude;

    HeardChanges(
            LibraryStanding standing,
            MediaEvents events,
            Journal journal,
            FolderWatch watch,
            LibraryWalk walk,
            SettlingFiles settling,
            StopSignal stop,
            Rest rest) {
        this.standing = standing;
        this.rest = rest;
        this.events = events;
        this.journal = journal;
        this.watch = watch;
        this.walk = walk;
        this.settling = settling;
        this.stop = stop;
    }

    /**
     * A visit between whose files changes are handled, so that new files do not wait for the end of a scan.
     *
     * @param scan scan it belongs to, {@code null} for none
     */
    LibraryVisit visit(@Nullable Scan scan) {
        return visit(scan, new ScanCounts(ScanCounts.Figures.NONE));
    }

    /** The visit of a scan that counted something before. */
    LibraryVisit visit(@Nullable Scan scan, ScanCounts counts) {
        return new LibraryVisit(scan, counts, standing, events, journal, settling, this::interlude, rest);
    }

    /** Whether changes were lost since this was last asked; only a scan finds them. */
    boolean takeLost() {
        boolean some = lost;
        lost = false;
        return some;
    }

    /** Waits for changes, and handles those that settled. */
    void heed() throws RootFolder.AwayException, InterruptedException {
        hear(HEED);
        LibraryVisit visit = visit(null);
        handleDue(visit);
        if (sweepDue && settling.size() == 0) {
            sweepDue = false;
            walk.sweep(visit);
        }
        visit.complete();
    }

    private boolean interlude() throws RootFolder.AwayException, InterruptedException {
        if (inInterlude || ++sinceInterlude < INTERLUDE_EVERY) {
            return false;
        }
        sinceInterlude = 0;
        inInterlude = true;
        try {
            hear(Duration.ZERO);
            boolean some = handleDue(visit(null));
            if (some) {
                journal.flush();
            }
            return some;
        } finally {
            inInterlude = false;
        }
    }

    private void hear(Duration wait) throws InterruptedException {
        List<Path> changed = watch.poll(wait);
        while (!changed.isEmpty()) {
            long now = System.nanoTime();
            changed.forEach(path -> settling.hold(path, null, now));
            changed = watch.poll(Duration.ZERO);
        }
        boolean unheard = watch.takeOverflow();
        boolean unheld = settling.takeOverflow();
        lost = lost || unheard || unheld;
    }

    private boolean handleDue(LibraryVisit visit) throws RootFolder.AwayException, InterruptedException {
        List<SettlingFiles.Due> due = settling.takeDue(System.nanoTime(), DUE_AT_ONCE);
        for (SettlingFiles.Due file : due) {
            stop.check();
            handle(file, visit);
        }
        return !due.isEmpty();
    }

    private void handle(SettlingFiles.Due file, LibraryVisit visit)
            throws RootFolder.AwayException, InterruptedException {
        Path path = file.path();
        Path root = standing.library().root();
        if (path.getFileName().toString().startsWith(".") || !path.startsWith(root)) {
            return;
        }
        RawPath raw = RawPath.of(root, path);
        FileExaminer.Verdict verdict = walk.look(path, raw, file.seen(), visit);
        if (verdict instanceof FileExaminer.Verdict.FolderThere) {
            walk.walk(path, visit);
        } else if (verdict instanceof FileExaminer.Verdict.Nothing && !FileExaminer.isThere(path)) {
            sweepDue = true;
        } else {
            visit.found(path, raw, verdict);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the whole folder of a library with the index, when asked and every so often.
 *
 * <p>Threads: for one thread.
 */
final class LibraryScans {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryScans.class);

    private static final Duration AWAY_LOOK = Duration.ofSeconds(1);
    private static final Duration PARTIAL_RESCAN = Duration.ofSeconds(30);

    private final LibraryStanding standing;
    private final HeardChanges changes;
    private final FolderWatch watch;
    private final LibraryWalk walk;
    private final SettlingFiles settling;
    private final StopSignal stop;
    private final MediaSettings settings;

    private Optional<ScanMark> unfinished = Optional.empty();
    private long nextNanos = System.nanoTime();

    LibraryScans(
            LibraryStanding standing,
            HeardChanges changes,
            FolderWatch watch,
            LibraryWalk walk,
            SettlingFiles settling,
            StopSignal stop,
            MediaSettings settings) {
        this.standing = standing;
        this.changes = changes;
        this.watch = watch;
        this.walk = walk;
        this.settling = settling;
        this.stop = stop;
        this.settings = settings;
    }

    boolean isDue() {
        return System.nanoTime() - nextNanos >= 0;
    }

    /** Takes up a scan that was under way when the plugin was last stopped. */
    void recall(Optional<ScanMark> mark) {
        unfinished = mark;
    }

    /**
     * Scans, or goes on with a scan that was recalled; a library that is away is scanned at the console's wish only, until
     * it is back.
     *
     * @param goesOnBy who lets a recalled scan go on
     */
    void scan(ScanOrder asked, String goesOnBy) throws InterruptedException {
        ScanOrder order = standing.record().scanned() ? asked : ScanOrder.first();
        if (standing.record().away() && !order.isByShell() && isStillAway()) {
            return;
        }
        standing.show(LibraryStatus.State.SCANNING, null);
        if (unfinished.isPresent()) {
            ScanMark mark = unfinished.get();
            unfinished = Optional.empty();
            LibraryVisit visit = changes.visit(mark.scan(), new ScanCounts(mark.figures()));
            visit.goOn(mark, goesOnBy);
            if (finished(visit, Optional.of(mark.place()))) {
                // Whatever changed meanwhile where the scan had been.
                nextNanos = System.nanoTime();
            }
            return;
        }
        LibraryVisit visit = changes.visit(Scan.begin(order));
        if (order.full()) {
            visit.start();
        }
        finished(visit, Optional.empty());
    }

    private boolean finished(LibraryVisit visit, Optional<Place> from) throws InterruptedException {
        try {
            standing.requireRoot();
            if (from.isPresent()) {
                walk.walkOn(from.get(), visit);
            } else {
                walk.walk(standing.library().root(), visit);
            }
            readYoung(visit);
            walk.sweep(visit);
            visit.complete();
            present(visit.counts());
            return true;
        } catch (RootFolder.AwayException e) {
            away(visit, e);
            return false;
        }
    }

    private boolean isStillAway() {
        try {
            standing.requireRoot();
            return false;
        } catch (RootFolder.AwayException e) {
            showAway(e);
            return true;
        }
    }

    /** Files that were just being written when the scan met them belong to it, if they are complete by its end. */
    private void readYoung(LibraryVisit visit) throws RootFolder.AwayException, InterruptedException {
        if (!visit.hasYoung()) {
            return;
        }
        visit.flush();
        stop.pause(settings.settle());
        for (LibraryVisit.Young file = visit.nextYoung(); file != null; file = visit.nextYoung()) {
            stop.check();
            FileExaminer.Verdict verdict = walk.look(file.path(), file.raw(), file.stamp(), visit);
            if (verdict instanceof FileExaminer.Verdict.Settling still) {
                settling.hold(file.path(), still.stamp(), System.nanoTime());
            } else {
                visit.found(file.path(), file.raw(), verdict);
            }
        }
    }

    private void present(ScanCounts counts) throws RootFolder.AwayException {
        boolean partial = watch.isPartial();
        standing.scanned(partial ? LibraryStatus.State.POLLED : LibraryStatus.State.WATCHED, counts);
        Duration rescan = settings.rescan();
        if (partial && rescan.compareTo(PARTIAL_RESCAN) > 0) {
            rescan = PARTIAL_RESCAN;
        }
        nextNanos = System.nanoTime() + rescan.toNanos();
    }

    /** Keeps and tells that the folder went away; its files stay known. */
    void away(RootFolder.AwayException why) {
        away(changes.visit(Scan.begin(ScanOrder.quiet())), why);
    }

    private void away(LibraryVisit visit, RootFolder.AwayException why) {
        boolean news = !standing.record().away();
        visit.counts().error();
        if (news) {
            LOG.warn(
                    "Library {} is away, its files stay known: {}",
                    standing.library().name(),
                    why.getMessage());
            visit.start();
        }
        visit.complete();
        if (news) {
            standing.save(standing.record().asAway());
        }
        showAway(why);
    }

    private void showAway(RootFolder.AwayException why) {
        standing.show(LibraryStatus.State.AWAY, why.getMessage());
        nextNanos = System.nanoTime() + AWAY_LOOK.toNanos();
    }
}

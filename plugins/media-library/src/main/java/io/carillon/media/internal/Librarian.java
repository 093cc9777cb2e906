// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.ClosedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log true to one library's folder: a first scan, then watching, then a comparison every so often.
 *
 * <p>Threads: all work is done by one thread of its own; {@link #order}, {@link #leave}, {@link #status} and
 * {@link #stop} are safe from any.
 */
final class Librarian implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Librarian.class);

    private static final Duration HEED = Duration.ofMillis(100);
    private static final Duration AWAY_LOOK = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration PARTIAL_RESCAN = Duration.ofSeconds(30);
    private static final int DUE_AT_ONCE = 100;
    private static final int INTERLUDE_EVERY = 50;

    private final Library library;
    private final Desk desk;
    private final StopSignal stop = new StopSignal();
    private final Patience patience = new Patience(stop);
    private final RootFolder root;
    private final SettlingFiles settling;
    private final FileIndex index;
    private final Journal journal;
    private final MediaEvents events;
    private final FileExaminer examiner;
    private final FolderWatch watch;
    private final LibraryWalk walk;
    private final Thread thread;

    private final AtomicReference<@Nullable ScanOrder> ordered = new AtomicReference<>();
    private final AtomicReference<@Nullable String> leaving = new AtomicReference<>();
    private final AtomicReference<LibraryStatus> status;
    private final AtomicLong files = new AtomicLong();

    private LibraryRecord record;
    private boolean begun;
    private boolean sweepDue;
    private boolean inInterlude;
    private int sinceInterlude;
    private long nextScanNanos = System.nanoTime();

    Librarian(Library library, LibraryRecord record, Desk desk) {
        this.library = library;
        this.record = record;
        this.desk = desk;
        this.root = new RootFolder(library.root());
        this.settling = new SettlingFiles(desk.settings().settle());
        this.index = new FileIndex(desk.state(), patience, library.name());
        this.journal = new Journal(desk.state(), desk.bus(), patience, index, library.name(), record.key());
        this.events = new MediaEvents(library, record.key());
        this.examiner = new FileExaminer(library, desk.settings(), index, events, desk.metadata(), desk.clock());
        this.watch = new FolderWatch(library, desk.settings().maxWatchedFolders());
        this.walk = new LibraryWalk(library, index, journal, examiner, watch, stop, desk.opener());
        this.status = new AtomicReference<>(
                new LibraryStatus(library.name(), library.root(), LibraryStatus.State.STARTING, 0, null, null));
        this.thread = new Thread(this, "media-library-" + library.name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Tells the work to end; {@link #join} waits for it. */
    void stop() {
        stop.stop();
        thread.interrupt();
    }

    /** Waits for the work to end; returns whether it has. */
    boolean join(Duration atMost) throws InterruptedException {
        thread.join(Math.max(1, atMost.toMillis()));
        return !thread.isAlive();
    }

    /** Asks for a scan; one that is asked for already is enough. */
    void order(ScanOrder order) {
        ordered.set(order);
    }

    /** Asks for the library to be removed from index and log. */
    void leave(String by) {
        leaving.set(by);
    }

    LibraryStatus status() {
        LibraryStatus known = status.get();
        return new LibraryStatus(
                known.name(), known.root(), known.state(), files.get(), known.scanned(), known.problem());
    }

    @Override
    public void run() {
        try (watch) {
            while (!stop.isStopped() && !isGone()) {
                attempt();
            }
        } finally {
            show(LibraryStatus.State.STOPPED, null);
        }
    }

    private boolean isGone() {
        return record.leaving() && begun;
    }

    private void attempt() {
        try {
            if (begun) {
                step();
            } else {
                begin();
            }
        } catch (StopSignal.StoppedException | InterruptedException | ClosedException e) {
            LOG.debug("Library {} stops: {}", library.name(), e.toString());
            stop.stop();
        } catch (RuntimeException e) {
            LOG.error("Library {} failed and goes on in {}", library.name(), AFTER_FAILURE, e);
            show(LibraryStatus.State.STARTING, e.toString());
            recover();
        }
    }

    private void recover() {
        try {
            stop.pause(AFTER_FAILURE);
            begun = false;
            order(ScanOrder.quiet());
        } catch (StopSignal.StoppedException e) {
            LOG.debug("Library {} stops while waiting after a failure", library.name());
        }
    }

    private void begin() {
        if (record.leaving()) {
            depart(LibraryRecord.SHELL);
            return;
        }
        journal.reset();
        files.set(index.count());
        if (!record.announced()) {
            new Outbox(desk.bus(), patience).publish(events.created(record.origin()));
            save(record.asAnnounced());
        }
        LOG.info("Library {} keeps {} with {} known files", library.name(), library.root(), files.get());
        begun = true;
    }

    private void step() throws InterruptedException {
        String by = leaving.get();
        if (by != null) {
            save(record.asLeaving());
            depart(by);
            return;
        }
        ScanOrder order = ordered.getAndSet(null);
        if (order == null && System.nanoTime() - nextScanNanos >= 0) {
            order = ScanOrder.quiet();
        }
        if (order != null) {
            scan(record.scanned() ? order : ScanOrder.first());
        } else {
            heed();
        }
    }

    private void scan(ScanOrder order) throws InterruptedException {
        if (record.away() && !order.equals(ScanOrder.byShell()) && isStillAway()) {
            return;
        }
        show(LibraryStatus.State.SCANNING, null);
        LibraryVisit visit = visit(order);
        if (order.full()) {
            visit.start();
        }
        try {
            root.require(record.rootKey());
            walk.walk(library.root(), visit);
            readYoung(visit);
            walk.sweep(visit);
            visit.complete();
            present(visit.counts());
        } catch (RootFolder.AwayException e) {
            away(visit, e);
        }
    }

    private boolean isStillAway() {
        try {
            root.require(record.rootKey());
            return false;
        } catch (RootFolder.AwayException e) {
            showAway(e);
            return true;
        }
    }

    private void showAway(RootFolder.AwayException why) {
        show(LibraryStatus.State.AWAY, why.getMessage());
        nextScanNanos = System.nanoTime() + AWAY_LOOK.toNanos();
    }

    private void present(ScanCounts counts) throws RootFolder.AwayException {
        LibraryRecord scanned = record.asScanned(root.identity());
        if (!scanned.equals(record)) {
            save(scanned);
        }
        Duration rescan = desk.settings().rescan();
        boolean partial = watch.isPartial();
        if (partial && rescan.compareTo(PARTIAL_RESCAN) > 0) {
            rescan = PARTIAL_RESCAN;
        }
        nextScanNanos = System.nanoTime() + rescan.toNanos();
        LibraryStatus.State state = partial ? LibraryStatus.State.POLLED : LibraryStatus.State.WATCHED;
        status.set(new LibraryStatus(
                library.name(),
                library.root(),
                state,
                files.get(),
                desk.clock().instant(),
                counts.errors() == 0 ? null : counts.errors() + " files or folders cannot be read; see the log"));
    }

    private void away(LibraryVisit visit, RootFolder.AwayException why) {
        visit.counts().error();
        if (!record.away()) {
            LOG.warn("Library {} is away, its files stay known: {}", library.name(), why.getMessage());
            visit.start();
        }
        visit.complete();
        if (!record.away()) {
            save(record.asAway());
        }
        showAway(why);
    }

    /** Files that were just being written when the scan met them belong to it, if they are complete by its end. */
    private void readYoung(LibraryVisit visit) throws RootFolder.AwayException, InterruptedException {
        if (!visit.hasYoung()) {
            return;
        }
        journal.flush();
        stop.pause(desk.settings().settle());
        for (LibraryVisit.Young file = visit.nextYoung(); file != null; file = visit.nextYoung()) {
            stop.check();
            FileExaminer.Verdict verdict = look(file.path(), file.raw(), file.stamp(), visit);
            if (verdict instanceof FileExaminer.Verdict.Settling still) {
                settling.hold(file.path(), still.stamp(), System.nanoTime());
            } else {
                visit.found(file.path(), file.raw(), verdict);
            }
        }
    }

    /** Waits for changes the file system tells of, and handles those that settled. */
    private void heed() throws InterruptedException {
        hear(HEED);
        LibraryVisit visit = visit(null);
        try {
            handleDue(visit);
            if (sweepDue && settling.size() == 0) {
                sweepDue = false;
                walk.sweep(visit);
            }
            visit.complete();
        } catch (RootFolder.AwayException e) {
            away(visit(ScanOrder.quiet()), e);
        }
    }

    /** Between the files of a scan: new files do not wait for its end. */
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
        if (unheard || unheld) {
            ordered.compareAndSet(null, ScanOrder.quiet());
        }
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
        if (path.getFileName().toString().startsWith(".") || !path.startsWith(library.root())) {
            return;
        }
        RawPath raw = RawPath.of(library.root(), path);
        FileExaminer.Verdict verdict = look(path, raw, file.seen(), visit);
        if (verdict instanceof FileExaminer.Verdict.FolderThere) {
            walk.walk(path, visit);
        } else if (verdict instanceof FileExaminer.Verdict.Nothing && !FileExaminer.isThere(path)) {
            sweepDue = true;
        } else {
            visit.found(path, raw, verdict);
        }
    }

    private FileExaminer.Verdict look(Path path, RawPath raw, @Nullable Stamp seen, LibraryVisit visit)
            throws RootFolder.AwayException, InterruptedException {
        journal.settle(events.mediaId(raw));
        try {
            return examiner.examine(path, raw, index.find(raw), seen, visit.scanId());
        } catch (IOException e) {
            visit.failed(path, e);
            return new FileExaminer.Verdict.Nothing();
        }
    }

    private LibraryVisit visit(@Nullable ScanOrder order) {
        return new LibraryVisit(
                events,
                journal,
                root,
                record.rootKey(),
                settling,
                files,
                this::interlude,
                order,
                order == null ? "" : UUID.randomUUID().toString());
    }

    /** Tells that the library is gone and forgets its files; what was begun is finished after a crash. */
    private void depart(String by) {
        new Outbox(desk.bus(), patience).publish(events.deleted(by, index.count()));
        index.forgetAll();
        patience.until(() -> desk.state().remove(Journal.key(library.name())));
        patience.until(() -> desk.state().remove(LibraryRecord.key(library.name())));
        files.set(0);
        LOG.info("Library {} was removed", library.name());
        record = record.asLeaving();
        begun = true;
    }

    private void save(LibraryRecord changed) {
        patience.until(() -> desk.state().put(LibraryRecord.key(library.name()), changed));
        record = changed;
    }

    private void show(LibraryStatus.State state, @Nullable String problem) {
        status.updateAndGet(
                known -> new LibraryStatus(known.name(), known.root(), state, known.files(), known.scanned(), problem));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.ClosedException;
import java.time.Duration;
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

    /** Between scans there is nothing to tell of a pause. */
    private static final Rest.Listener IDLE = new Rest.Listener() {
        @Override
        public void paused(String by) {
            LOG.debug("Paused by {} between scans", by);
        }

        @Override
        public void resumed(String by, Duration after) {
            LOG.debug("Resumed by {} between scans", by);
        }
    };

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final Library library;
    private final Desk desk;
    private final StopSignal stop = new StopSignal();
    private final Patience patience = new Patience(stop);
    private final LibraryStanding standing;
    private final FileIndex index;
    private final Journal journal;
    private final MediaEvents events;
    private final FolderWatch watch;
    private final HeardChanges changes;
    private final LibraryScans scans;
    private final Rest rest;
    private final Thread thread;

    private final AtomicReference<@Nullable ScanOrder> ordered = new AtomicReference<>();
    private final AtomicReference<@Nullable String> leaving = new AtomicReference<>();

    private boolean begun;
    private String goesOnBy = ScanOrder.LIBRARY;

    Librarian(Library library, LibraryRecord record, Desk desk) {
        this.library = library;
        this.desk = desk;
        MediaSettings settings = desk.settings();
        this.standing = new LibraryStanding(library, record, desk, patience);
        this.rest = new Rest(standing, desk.state(), stop);
        this.index = new FileIndex(desk.state(), patience, library.name());
        this.journal = new Journal(desk.state(), desk.bus(), patience, index, library.name(), record.key());
        this.events = new MediaEvents(library, record.key());
        this.watch = new FolderWatch(library, settings.maxWatchedFolders());
        FileExaminer examiner = new FileExaminer(library, settings, index, events, desk.metadata(), desk.clock());
        LibraryWalk walk = new LibraryWalk(library, index, journal, examiner, watch, stop, desk.opener());
        SettlingFiles settling = new SettlingFiles(settings.settle());
        this.changes = new HeardChanges(standing, events, journal, watch, walk, settling, stop, rest);
        this.scans = new LibraryScans(standing, changes, watch, walk, settling, stop, settings);
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
        rest.leave();
    }

    /** Asks for all work to wait; returns whether it did not already. */
    boolean pause(String by) {
        return rest.ask(by);
    }

    /** Lets work go on; returns whether it waited. */
    boolean resume() {
        return rest.end();
    }

    boolean isPaused() {
        return rest.isAsked();
    }

    LibraryStatus status() {
        return standing.status();
    }

    @Override
    public void run() {
        try (watch) {
            while (!stop.isStopped() && !isGone()) {
                attempt();
            }
        } finally {
            standing.show(LibraryStatus.State.STOPPED, null);
        }
    }

    private boolean isGone() {
        return standing.record().leaving() && begun;
    }

    private void attempt() {
        try {
            if (begun) {
                step();
            } else {
                begin();
            }
        } catch (Rest.LeavingException e) {
            LOG.debug("Library {} is removed in the middle of its work", library.name());
        } catch (StopSignal.StoppedException | InterruptedException | ClosedException e) {
            LOG.debug("Library {} stops: {}", library.name(), e.toString());
            stop.stop();
        } catch (RuntimeException e) {
            LOG.error("Library {} failed and goes on in {}", library.name(), AFTER_FAILURE, e);
            standing.show(LibraryStatus.State.STARTING, e.toString());
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
        LibraryRecord record = standing.record();
        if (record.leaving()) {
            depart(LibraryRecord.SHELL);
            return;
        }
        journal.reset();
        scans.recall(journal.unfinished());
        standing.files(index.count());
        if (!record.announced()) {
            new Outbox(desk.bus(), patience).publish(events.created(record.origin()));
            standing.save(record.asAnnounced());
        }
        LOG.info("Library {} keeps {} with {} known files", library.name(), library.root(), standing.files());
        begun = true;
    }

    private void step() throws InterruptedException {
        String by = leaving.get();
        if (by != null) {
            journal.reset();
            standing.save(standing.record().asLeaving());
            depart(by);
            return;
        }
        if (rest.hold(IDLE)) {
            goesOnBy = LibraryRecord.SHELL;
            return;
        }
        ScanOrder order = ordered.getAndSet(null);
        boolean lost = changes.takeLost();
        if (order == null && (lost || scans.isDue())) {
            order = ScanOrder.quiet();
        }
        if (order != null) {
            scans.scan(order, goesOnBy);
            goesOnBy = ScanOrder.LIBRARY;
        } else {
            heed();
        }
    }

    private void heed() throws InterruptedException {
        try {
            changes.heed();
        } catch (RootFolder.AwayException e) {
            scans.away(e);
        }
    }

    /** Tells that the library is gone and forgets its files; what was begun is finished after a crash. */
    private void depart(String by) {
        new Outbox(desk.bus(), patience).publish(events.deleted(by, index.count()));
        index.forgetAll();
        patience.until(() -> desk.state().remove(Journal.key(library.name())));
        patience.until(() -> desk.state().remove(ScanMark.key(library.name())));
        patience.until(() -> desk.state().remove(Rest.key(library.name())));
        standing.forget();
        LOG.info("Library {} was removed", library.name());
        begun = true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How one library stands: the record of it in the plugin's state, whether its folder is there, and what operators see.
 *
 * <p>Threads: {@link #status} is safe from any, all else is for one thread.
 */
final class LibraryStanding {

    private final Library library;
    private final Desk desk;
    private final Patience patience;
    private final RootFolder root;
    private final AtomicReference<LibraryStatus> status;
    private final AtomicLong files = new AtomicLong();
    private LibraryRecord record;

    LibraryStanding(Library library, LibraryRecord record, Desk desk, Patience patience) {
        this.library = library;
        this.record = record;
        this.desk = desk;
        this.patience = patience;
        this.root = new RootFolder(library.root());
        this.status = new AtomicReference<>(
                new LibraryStatus(library.name(), library.root(), LibraryStatus.State.STARTING, 0, null, null));
    }

    Library library() {
        return library;
    }

    LibraryRecord record() {
        return record;
    }

    void save(LibraryRecord changed) {
        patience.until(() -> desk.state().put(LibraryRecord.key(library.name()), changed));
        record = changed;
    }

    /** Takes the record out of the state; what it said last stays known here. */
    void forget() {
        patience.until(() -> desk.state().remove(LibraryRecord.key(library.name())));
        files.set(0);
    }

    /** @throws RootFolder.AwayException if the folder of the last scan is not there */
    void requireRoot() throws RootFolder.AwayException {
        root.require(record.rootKey());
    }

    long nowMillis() {
        return desk.clock().millis();
    }

    LibraryStatus status() {
        LibraryStatus known = status.get();
        return new LibraryStatus(
                known.name(), known.root(), known.state(), files.get(), known.scanned(), known.problem());
    }

    void show(LibraryStatus.State state, @Nullable String problem) {
        status.updateAndGet(
                known -> new LibraryStatus(known.name(), known.root(), state, known.files(), known.scanned(), problem));
    }

    /** Keeps that the folder was scanned, and what came of it. */
    void scanned(LibraryStatus.State state, ScanCounts counts) throws RootFolder.AwayException {
        LibraryRecord scanned = record.asScanned(root.identity());
        if (!scanned.equals(record)) {
            save(scanned);
        }
        status.set(new LibraryStatus(
                library.name(),
                library.root(),
                state,
                files.get(),
                desk.clock().instant(),
                counts.errors() == 0
                        ? null
                        : counts.errors() + " files or folders cannot be read or are no media; see the log"));
    }

    /** Number of files in the index. */
    long files() {
        return files.get();
    }

    void files(long count) {
        files.set(count);
    }

    void addFiles(long difference) {
        files.addAndGet(difference);
    }
}

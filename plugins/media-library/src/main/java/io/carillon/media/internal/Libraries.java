// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.PluginState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All libraries: the configured ones, and those added at the console, which the plugin's state keeps. A configured one
 * that is configured no longer is neither watched nor forgotten, until it is removed by name.
 *
 * <p>Threads: safe for concurrent use. The constructor does not wait for the store; a thread of its own does.
 */
final class Libraries implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Libraries.class);
    private static final Duration STOP_WAIT = Duration.ofMillis(1_500);
    private static final Duration REMOVE_WAIT = Duration.ofSeconds(10);
    private static final int KEY_LENGTH = 8;

    private final Desk desk;
    private final StopSignal stop = new StopSignal();
    private final Thread opening;
    private final Map<String, Librarian> librarians = new TreeMap<>();
    private final Map<String, DormantLibrary> dormant = new TreeMap<>();
    private boolean open;

    Libraries(Desk desk) {
        this.desk = desk;
        this.opening = new Thread(this::open, "media-library");
        opening.setDaemon(true);
        opening.start();
    }

    private void open() {
        try {
            new Patience(stop).until(this::load);
        } catch (StopSignal.StoppedException e) {
            LOG.debug("Stopped before the libraries were loaded");
        } catch (RuntimeException e) {
            LOG.error("Cannot load the libraries; restart the plugin when that is mended", e);
        }
    }

    private synchronized void load() {
        Map<String, LibraryRecord> kept = new TreeMap<>();
        for (String key : desk.state().keys(LibraryRecord.prefix(), "", PluginState.MAX_KEYS)) {
            desk.state().get(key, LibraryRecord.class).ifPresent(record -> kept.put(LibraryRecord.name(key), record));
        }
        for (Library library : desk.settings().libraries()) {
            LibraryRecord record = kept.remove(library.name());
            keep(library, record == null ? fresh(library, LibraryRecord.CONFIGURATION) : record);
        }
        kept.forEach((name, record) -> {
            boolean twin = !record.leaving() && ofFolder(Path.of(record.path())).isPresent();
            if (!twin && (record.origin().equals(LibraryRecord.SHELL) || record.leaving())) {
                keep(Library.of(name, record.path()), record);
            } else {
                DormantLibrary asleep = new DormantLibrary(name, record);
                dormant.put(name, asleep);
                LOG.warn(
                        "Library {} is not watched, its files stay known: {}; library:remove {} forgets it",
                        name,
                        asleep.why(),
                        name);
            }
        });
        open = true;
    }

    private static LibraryRecord fresh(Library library, String origin) {
        return LibraryRecord.fresh(library, origin, UUID.randomUUID().toString().substring(0, KEY_LENGTH));
    }

    /** Saves the record if it is new or moved, and starts work on the library. */
    private void keep(Library library, LibraryRecord known) {
        if (librarians.containsKey(library.name())) {
            return;
        }
        LibraryRecord record = known.at(library.root().toString());
        if (!known.announced() || !record.equals(known)) {
            desk.state().put(LibraryRecord.key(library.name()), record);
        }
        Librarian librarian = new Librarian(library, record, desk);
        librarians.put(library.name(), librarian);
        librarian.start();
    }

    /**
     * Adds a library and keeps it.
     *
     * @throws IllegalArgumentException if the name is taken, there are too many, or the folder is none
     */
    synchronized void add(Library library) {
        requireOpen();
        if (librarians.containsKey(library.name()) || dormant.containsKey(library.name())) {
            throw new IllegalArgumentException(
                    "there is a library " + library.name() + " already; choose another name, or remove it first");
        }
        if (librarians.size() + dormant.size() >= MediaSettings.MAX_LIBRARIES) {
            throw new IllegalArgumentException(
                    "there are " + MediaSettings.MAX_LIBRARIES + " libraries already, which is the limit");
        }
        if (!Files.isDirectory(library.root())) {
            throw new IllegalArgumentException(
                    "cannot add " + library.name() + ": " + library.root() + " is not a folder this host can read");
        }
        ofFolder(library.root()).ifPresent(other -> {
            throw new IllegalArgumentException("cannot add " + library.name() + ": " + library.root()
                    + " is the folder of library " + other + " already; its files would be told twice");
        });
        keep(library, fresh(library, LibraryRecord.SHELL));
    }

    /** The library that has this folder, by whatever path. */
    private Optional<String> ofFolder(Path folder) {
        return Stream.concat(
                        librarians.values().stream().map(Librarian::status),
                        dormant.values().stream().map(DormantLibrary::status))
                .filter(library -> RootFolder.isSame(library.root(), folder))
                .map(LibraryStatus::name)
                .findFirst();
    }

    /** Asks for a full scan of all libraries that are not paused. Returns how many were asked. */
    synchronized int scanAll() {
        requireOpen();
        List<Librarian> awake = librarians.values().stream()
                .filter(librarian -> !librarian.isPaused())
                .toList();
        awake.forEach(librarian -> librarian.order(ScanOrder.byShell()));
        return awake.size();
    }

    /**
     * Asks for a scan of a library.
     *
     * @throws IllegalArgumentException if there is none of this name, or it is paused
     */
    synchronized void scan(String name, ScanOrder order) {
        requireOpen();
        Librarian librarian = known(name);
        if (librarian.isPaused()) {
            throw new IllegalArgumentException(name + " is paused; library:resume " + name + " first");
        }
        librarian.order(order);
    }

    /**
     * Asks for all work on a library to wait, also over restarts.
     *
     * @return whether it did not already
     * @throws IllegalArgumentException if there is none of this name
     */
    synchronized boolean pause(String name) {
        requireOpen();
        return known(name).pause(LibraryRecord.SHELL);
    }

    /**
     * Lets work on a library go on where it was.
     *
     * @return whether it waited
     * @throws IllegalArgumentException if there is none of this name
     */
    synchronized boolean resume(String name) {
        requireOpen();
        return known(name).resume();
    }

    /**
     * Removes a library from index and log; its files stay where they are.
     *
     * @return whether that is done; otherwise it goes on
     * @throws IllegalArgumentException if there is none of this name, or it is configured
     */
    boolean remove(String name) throws InterruptedException {
        Librarian leaving;
        synchronized (this) {
            requireOpen();
            if (desk.settings().libraries().stream()
                    .anyMatch(library -> library.name().equals(name))) {
                throw new IllegalArgumentException(
                        name + " comes from the configuration carillon.media; take it out of libraries there first");
            }
            DormantLibrary asleep = dormant.remove(name);
            if (asleep != null) {
                keep(Library.of(name, asleep.record().path()), asleep.record().asLeaving());
            }
            leaving = known(name);
            leaving.leave(LibraryRecord.SHELL);
        }
        boolean done = leaving.join(REMOVE_WAIT);
        synchronized (this) {
            if (done) {
                librarians.remove(name, leaving);
            }
        }
        return done;
    }

    synchronized List<LibraryStatus> list() {
        requireOpen();
        return Stream.concat(
                        librarians.values().stream().map(Librarian::status),
                        dormant.values().stream().map(DormantLibrary::status))
                .toList();
    }

    private Librarian known(String name) {
        Librarian librarian = librarians.get(name);
        if (librarian == null) {
            throw new IllegalArgumentException("there is no library " + name + "; there are " + librarians.keySet());
        }
        return librarian;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the libraries are not loaded yet: the store does not answer; try again");
        }
    }

    /** Stops all work and waits for it, at most 1.5 s together. */
    @Override
    public void close() throws InterruptedException {
        stop.stop();
        opening.interrupt();
        List<Librarian> all;
        synchronized (this) {
            all = new ArrayList<>(librarians.values());
        }
        all.forEach(Librarian::stop);
        long deadline = System.nanoTime() + STOP_WAIT.toNanos();
        for (Librarian librarian : all) {
            if (!librarian.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                LOG.warn(
                        "Library {} is still reading a file and ends after it",
                        librarian.status().name());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of changes in folders, as far as the operating system tells. What it cannot watch it says once, in
 * {@link #isPartial}; the periodic rescan finds the rest.
 *
 * <p>Threads: for one thread.
 */
final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final String library;
    private final int maxFolders;
    private final @Nullable WatchService service;
    private final Map<WatchKey, Path> folders = new HashMap<>();
    private boolean partial;
    private boolean overflowed;

    FolderWatch(Library library, int maxFolders) {
        this.library = library.name();
        this.maxFolders = maxFolders;
        this.service = open(library);
    }

    private @Nullable WatchService open(Library watched) {
        try {
            return watched.root().getFileSystem().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            degrade(e.toString());
            return null;
        }
    }

    /** Watches one folder, without what is below it. Watching it twice does nothing. */
    void add(Path folder) {
        if (service == null) {
            return;
        }
        if (folders.size() >= maxFolders) {
            degrade("it has more than maxWatchedFolders=" + maxFolders + " folders");
            return;
        }
        try {
            WatchKey key = folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            folders.put(key, folder);
        } catch (IOException e) {
            if (FileExaminer.isThere(folder)) {
                degrade(e.toString());
            }
        }
    }

    private void degrade(String why) {
        if (!partial) {
            LOG.warn("Library {} is not watched as a whole, changes are found by the rescan: {}", library, why);
        }
        partial = true;
    }

    /** Whether some folder is not watched. */
    boolean isPartial() {
        return partial;
    }

    /** Number of watched folders. */
    int size() {
        return folders.size();
    }

    /** Whether changes were lost since this was last asked. */
    boolean takeOverflow() {
        boolean lost = overflowed;
        overflowed = false;
        return lost;
    }

    /**
     * Paths at which something appeared, changed or went, from one folder.
     *
     * @param wait longest time to wait for a change
     */
    List<Path> poll(Duration wait) throws InterruptedException {
        if (service == null) {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            return List.of();
        }
        WatchKey key;
        try {
            key = service.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ClosedWatchServiceException e) {
            throw new InterruptedException("the watch was closed");
        }
        return key == null ? List.of() : changes(key);
    }

    private List<Path> changes(WatchKey key) {
        List<Path> paths = new ArrayList<>();
        Path folder = folders.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                overflowed = true;
            } else if (folder != null && event.context() instanceof Path name) {
                Path path = folder.resolve(name);
                if (event.kind() == StandardWatchEventKinds.ENTRY_DELETE) {
                    forget(path);
                }
                paths.add(path);
            }
        }
        if (!key.reset()) {
            folders.remove(key);
        }
        return paths;
    }

    /** A folder that moves takes its watch along under the old name; the new place is watched anew. */
    private void forget(Path gone) {
        folders.entrySet().removeIf(watched -> {
            boolean below = watched.getValue().startsWith(gone);
            if (below) {
                watched.getKey().cancel();
            }
            return below;
        });
    }

    @Override
    public void close() {
        if (service == null) {
            return;
        }
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop watching library " + library, e);
        }
    }
}

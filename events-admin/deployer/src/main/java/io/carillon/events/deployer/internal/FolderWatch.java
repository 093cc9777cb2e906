// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the folder looked at whenever the file system reports a change, and anyway after the time the last look asked for:
 * network drives report nothing, and a folder that was made anew is another folder.
 */
final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final long CLOSE_MILLIS = 2_000;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Path folder;
    private final Callable<Duration> look;
    private final Thread thread = new Thread(this::run, "carillon-plugins-watch");
    private final @Nullable WatchService service;
    private @Nullable WatchKey key;
    private @Nullable Object watched;
    private volatile boolean closed;

    private FolderWatch(Path folder, Callable<Duration> look) {
        this.folder = folder;
        this.look = look;
        this.service = open(folder);
    }

    /** @param look looks at the folder and says when to look again at the latest */
    static FolderWatch start(Path folder, Callable<Duration> look) {
        FolderWatch watch = new FolderWatch(folder, look);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private static @Nullable WatchService open(Path folder) {
        try {
            return folder.getFileSystem().newWatchService();
        } catch (IOException e) {
            LOG.warn("The system reports no changes of {}; it is looked at once a second instead", folder, e);
            return null;
        }
    }

    private void run() {
        try {
            while (!closed) {
                register();
                await(lookNow());
            }
        } catch (InterruptedException e) {
            LOG.debug("Stopped watching {}", folder, e);
        }
    }

    private Duration lookNow() throws InterruptedException {
        try {
            return look.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            LOG.error("Cannot compare the plugins with {}", folder, e);
            return AFTER_FAILURE;
        }
    }

    private void register() {
        if (service == null) {
            return;
        }
        try {
            Object now = Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            if (key == null || !key.isValid() || !Objects.equals(now, watched)) {
                forget();
                watched = now;
                key = folder.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be watched now", folder, e);
            forget();
        }
    }

    private void forget() {
        if (key != null) {
            key.cancel();
            key = null;
        }
    }

    private void await(Duration atMost) throws InterruptedException {
        if (service == null) {
            TimeUnit.NANOSECONDS.sleep(atMost.toNanos());
            return;
        }
        WatchKey signalled = service.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (signalled != null) {
            signalled.pollEvents();
            signalled.reset();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
            if (service != null) {
                service.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("Cannot stop watching {}", folder, e);
        }
    }
}

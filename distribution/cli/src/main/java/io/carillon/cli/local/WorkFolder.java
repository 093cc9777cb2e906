// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A hidden folder for this account alone, which goes when it is closed, and with the process too unless that is killed. */
final class WorkFolder implements AutoCloseable {

    private static final int ATTEMPTS = 100;

    private final Path path;
    private final Thread end;

    private WorkFolder(Path path) {
        this.path = path;
        this.end = new Thread(this::sweep, "work-folder");
    }

    /** Makes one in the folder of a file, on the same disk. */
    static WorkFolder beside(Path file) throws IOException {
        return kept(Files.createTempDirectory(file.resolveSibling(""), ".carillon-backup"));
    }

    /**
     * Makes one where temporary files are.
     *
     * @param prefix of its name
     */
    static WorkFolder temporary(String prefix) throws IOException {
        return kept(Files.createTempDirectory(prefix));
    }

    private static WorkFolder kept(Path path) {
        WorkFolder made = new WorkFolder(path);
        Runtime.getRuntime().addShutdownHook(made.end);
        return made;
    }

    Path path() {
        return path;
    }

    /** While the process ends its other threads still write: what they make is removed too. */
    private void sweep() {
        for (int i = 0; i < ATTEMPTS && Files.exists(path); i++) {
            try {
                PrivateFiles.delete(path);
            } catch (IOException e) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        }
    }

    @Override
    public void close() throws IOException {
        PrivateFiles.delete(path);
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            return; // the process ends, and its hooks run already
        }
    }
}

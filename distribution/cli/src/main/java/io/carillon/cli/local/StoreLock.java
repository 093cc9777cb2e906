// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The right to a database file, held as a host holds it: a lock on a file beside it, which stays. */
final class StoreLock implements AutoCloseable {

    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it, making the folder if need be.
     *
     * @param database the file itself, not a link to it
     * @throws Failure if a host has it, whatever its data directory
     */
    static StoreLock take(Path database) throws IOException {
        PrivateFiles.folders(database.resolveSibling(""));
        FileChannel channel =
                PrivateFiles.open(Path.of(database + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            throw inUse(database, e);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        if (!taken) {
            throw inUse(database, null);
        }
        return new StoreLock(channel);
    }

    private static Failure inUse(Path database, @org.jspecify.annotations.Nullable Exception cause) {
        String sentence = "the store " + database + " is in use by a host";
        String hint = "stop that one, or name another store: CARILLON_STORE__URL=sqlite:FILE carillon restore";
        return cause == null
                ? new Failure(Exit.REFUSED, sentence, hint)
                : new Failure(Exit.REFUSED, sentence, hint, cause);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A database file of this host alone: a lock beside it keeps other hosts out for as long as it is open. Only its owner may
 * read it.
 */
final class SqliteFile implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** What this JVM holds: a second channel on a lock file would drop the lock of the first when it is closed. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private SqliteFile(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * The file a URL names.
     *
     * @throws IllegalArgumentException if it names none
     */
    static Path locate(StoreSettings settings) {
        String name = settings.url().substring(settings.scheme().length() + 1);
        if (!settings.properties().isEmpty()) {
            throw new IllegalArgumentException("a sqlite store has no properties, got "
                    + settings.properties().keySet() + "; remove them");
        }
        if (name.isBlank() || name.startsWith(":") || name.startsWith("//") || name.contains("?")) {
            throw new IllegalArgumentException(
                    "a sqlite store is named by its file alone, like sqlite:events.db, got \"" + settings.url() + "\"");
        }
        try {
            return settings.dataDirectory().resolve(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be a file name: " + e.getReason(), e);
        }
    }

    /**
     * Locks the file, making its folders if need be. The file itself is left as it is.
     *
     * @throws StoreRefusedException if another host has it, or a folder stands in its place
     */
    static SqliteFile lock(Path located) {
        FileChannel channel = null;
        Path held = null;
        try {
            Path folder = located.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.isDirectory(located)) {
                throw new StoreRefusedException(located + " is a folder; name a file as the store");
            }
            Path real = Files.exists(located) ? located.toRealPath() : located;
            if (!HELD.add(real)) {
                throw inUse(real);
            }
            held = real;
            Path beside = Path.of(real + ".lock");
            create(beside);
            channel = FileChannel.open(beside, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw inUse(real);
            }
            return new SqliteFile(real, channel);
        } catch (StoreRefusedException e) {
            throw releasing(held, channel, e);
        } catch (IOException e) {
            throw releasing(
                    held,
                    channel,
                    new StoreUnavailableException(
                            "could not lock the store " + located + "; check the disk and who may write there", e));
        }
    }

    private static StoreRefusedException inUse(Path path) {
        return new StoreRefusedException("the store " + path + " is in use by another host; stop that one, or give this"
                + " one a data directory of its own");
    }

    private static <E extends RuntimeException> E releasing(
            @Nullable Path held, @Nullable FileChannel channel, E failure) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        if (held != null) {
            HELD.remove(held);
        }
        return failure;
    }

    Path path() {
        return path;
    }

    /** Whether the file is there and not empty. */
    boolean hasContent() {
        try {
            return Files.exists(path) && Files.size(path) > 0;
        } catch (IOException e) {
            throw new StoreUnavailableException("could not look at the store " + path, e);
        }
    }

    /** Makes the database file if it is not there, and takes away what others may do with it. */
    void prepare() {
        try {
            create(path);
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "could not create the store " + path + "; check the disk and who may write there", e);
        }
    }

    private static void create(Path file) throws IOException {
        FileAttribute<?>[] attributes = POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, attributes);
        } catch (FileAlreadyExistsException e) {
            if (POSIX && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("could not unlock the store " + path, e);
        } finally {
            HELD.remove(path);
        }
    }
}

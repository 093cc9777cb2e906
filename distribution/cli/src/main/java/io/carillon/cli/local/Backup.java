// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.Directories;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Copies what a host keeps into one zip: the store as it is at one moment, whoever writes to it meanwhile, users and tokens,
 * what was set while it ran, and the files of plugins as they are.
 */
public final class Backup {

    private final Directories directories;
    private final StoreFile store;
    private final Space space;

    public Backup(Directories directories, StoreFile store) {
        this(directories, store, folder -> Files.getFileStore(folder).getUsableSpace());
    }

    Backup(Directories directories, StoreFile store, Space space) {
        this.directories = directories;
        this.store = store;
        this.space = space;
    }

    /** How many bytes are free where a folder is. */
    @FunctionalInterface
    interface Space {
        long free(Path folder) throws IOException;
    }

    /**
     * Makes one.
     *
     * @param target a file that is not there yet
     * @param version of the host
     * @throws Failure if the file is there, its directory is not or is too full, or something cannot be copied; nothing is left
     */
    public Manifest writeTo(Path target, String version, Instant now) {
        Path file = NewFile.of(target);
        if (Files.exists(directories.unfinishedRestore())) {
            throw new Failure(
                    Exit.INVALID,
                    "a restore was interrupted, and what is in " + directories.data() + " may be half of a backup",
                    "carillon restore FILE puts back what was there, and then FILE in its place");
        }
        if (!Files.exists(store.path())) {
            throw new Failure(Exit.NOT_FOUND, "there is no store " + store.path(), "did a host run here already?");
        }
        try {
            room(file.resolveSibling(""));
            return write(file, version, now);
        } catch (IOException e) {
            throw new Failure(
                    Exit.FAILED,
                    "the backup " + file + " cannot be made: " + e,
                    "may this account read everything in " + directories.data() + " and write beside the file?",
                    e);
        }
    }

    /** The copy of the store and the zip lie there together for a moment; how small the zip will be nobody knows. */
    private void room(Path folder) throws IOException {
        long needed = needed();
        long free = space.free(folder);
        if (free < needed) {
            throw new Failure(
                    Exit.FAILED,
                    "a backup may need " + mebibytes(needed) + " MiB in " + folder + ", and " + (free >> 20)
                            + " MiB are free",
                    "make room, or name a file on another disk");
        }
    }

    /** Bytes for the copy of the store, and for a zip that nothing of makes smaller. */
    long needed() throws IOException {
        AtomicLong files = new AtomicLong(size(store.path()));
        long copy = files.get() + size(Path.of(store.path() + "-wal"));
        FoundFiles.of(directories.data(), Manifest.MOST_FILES - 1, (name, each, bytes) -> files.addAndGet(bytes));
        return copy + files.get();
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    static long mebibytes(long bytes) {
        return (bytes >> 20) + 1;
    }

    private Manifest write(Path file, String version, Instant now) throws IOException {
        // Only this account may look into it: hashes of passwords and tokens are in there.
        try (WorkFolder work = WorkFolder.beside(file)) {
            Path database = work.path().resolve("events.db");
            store.copyTo(database);
            Path zip = work.path().resolve("backup.zip");
            PrivateFiles.open(zip, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            Manifest manifest =
                    new Manifest(version, now.toString(), store.at(database).head(), 0);
            int files = write(zip, manifest, database, work.path().resolve(Manifest.NAME));
            try (FileChannel channel = FileChannel.open(zip, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Manifest read = new BackupFile(zip).check();
            if (!read.equals(manifest.with(files))) {
                throw new IOException("its list reads otherwise than it was written");
            }
            Files.move(zip, file);
            PrivateFiles.forceNames(file.resolveSibling(""));
            return read;
        }
    }

    private int write(Path target, Manifest manifest, Path database, Path list) throws IOException {
        int[] files = {1};
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
            try (BufferedWriter lines = Files.newBufferedWriter(list)) {
                lines.append(manifest.line()).append('\n');
                add(zip, Manifest.STORE, database, lines);
                FoundFiles.of(directories.data(), Manifest.MOST_FILES - 1, (name, file, bytes) -> {
                    try {
                        add(zip, name, file, lines);
                        files[0]++;
                    } catch (NoSuchFileException e) {
                        return; // went since its folder was listed
                    }
                });
            }
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            Files.copy(list, zip);
            zip.closeEntry();
        }
        return files[0];
    }

    private static void add(ZipOutputStream zip, String name, Path file, BufferedWriter lines) throws IOException {
        MessageDigest sha = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
            zip.putNextEntry(new ZipEntry(name));
            long bytes = in.transferTo(zip);
            zip.closeEntry();
            lines.append(new Manifest.Content(name, bytes, HexFormat.of().formatHex(sha.digest())).line())
                    .append('\n');
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Copies what a host keeps into one zip: the store as it is at one moment, whoever writes to it meanwhile, users and tokens,
 * what was set while it ran, and the files of plugins as they are.
 */
public final class Backup {

    /** Folders of the data directory that go with the store. */
    static final List<String> FOLDERS = List.of("access", "config", "plugins");

    private final Directories directories;
    private final StoreFile store;

    public Backup(Directories directories, StoreFile store) {
        this.directories = directories;
        this.store = store;
    }

    /**
     * Makes one.
     *
     * @param target a file that is not there yet
     * @param version of the host
     * @throws Failure if the file is there, its directory is not, or the store cannot be copied
     */
    public Manifest writeTo(Path target, String version, Instant now) throws IOException {
        Path file = NewFile.of(target);
        if (!Files.exists(store.path())) {
            throw new Failure(Exit.NOT_FOUND, "there is no store " + store.path(), "did a host run here already?");
        }
        // Only this account may look into it: hashes of passwords and tokens are in there.
        Path work = Files.createTempDirectory(file.resolveSibling(""), ".carillon-backup");
        try {
            Path database = work.resolve("events.db");
            store.copyTo(database);
            Path zip = Files.createTempFile(work, "backup", ".zip");
            Manifest manifest = write(zip, database, version, now);
            Files.move(zip, file);
            return manifest;
        } finally {
            Restoration.delete(work);
        }
    }

    private Manifest write(Path target, Path database, String version, Instant now) throws IOException {
        Map<String, Manifest.Content> contents = new TreeMap<>();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
            add(zip, Manifest.STORE, database, contents);
            for (String folder : FOLDERS) {
                for (Path file : files(directories.data().resolve(folder))) {
                    String name = directories.data().relativize(file).toString().replace('\\', '/');
                    add(zip, name, file, contents);
                }
            }
            Manifest manifest =
                    new Manifest(version, now.toString(), store.at(database).head(), contents);
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            zip.write(manifest.json().pretty().getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            return manifest;
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    private static void add(ZipOutputStream zip, String name, Path file, Map<String, Manifest.Content> contents)
            throws IOException {
        MessageDigest sha = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
            zip.putNextEntry(new ZipEntry(name));
            long bytes = in.transferTo(zip);
            zip.closeEntry();
            contents.put(name, new Manifest.Content(bytes, HexFormat.of().formatHex(sha.digest())));
        } catch (NoSuchFileException e) {
            // what went since the folder was listed is not part of it; the copy of the store is nobody else's
            if (name.equals(Manifest.STORE)) {
                throw e;
            }
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

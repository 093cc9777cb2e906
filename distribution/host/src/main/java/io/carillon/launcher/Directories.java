// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directories of one host, absolute.
 *
 * @param home the unpacked distribution
 * @param conf configuration files
 * @param data everything the host keeps
 * @param plugins jars to run
 * @param logs log files
 */
public record Directories(Path home, Path conf, Path data, Path plugins, Path logs) {

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    /** Takes {@code CARILLON_HOME} and, where they are set, the other four from the environment. */
    public static Directories of(Map<String, String> environment) {
        String home = environment.get("CARILLON_HOME");
        if (home == null || home.isBlank()) {
            throw new LaunchException(
                    Exit.REFUSED, "CARILLON_HOME is not set", "start with bin/carillon, which sets it");
        }
        Path root = Path.of(home).toAbsolutePath().normalize();
        return new Directories(
                root,
                directory(root, environment.get("CARILLON_CONF"), "conf"),
                directory(root, environment.get("CARILLON_DATA"), "data"),
                directory(root, environment.get("CARILLON_PLUGINS"), "plugins"),
                directory(root, environment.get("CARILLON_LOGS"), "logs"));
    }

    private static Path directory(Path home, @Nullable String given, String name) {
        Path path = given == null || given.isBlank() ? home.resolve(name) : Path.of(given);
        return path.toAbsolutePath().normalize();
    }

    Path run() {
        return data.resolve("run");
    }

    Path ready() {
        return run().resolve("ready.json");
    }

    Path temporary() {
        return data.resolve("tmp");
    }

    /** There from before the first move of a restore until the last one is on the disk. */
    public Path unfinishedRestore() {
        return data.resolve("restore-unfinished.json");
    }

    /** Only to be called while the lock is held: a restore holds it too. */
    void refuseHalf() {
        if (Files.exists(unfinishedRestore())) {
            throw new LaunchException(
                    Exit.INVALID,
                    "a restore was interrupted, and what is in " + data + " may be half of a backup",
                    "carillon restore FILE puts back what was there, and then FILE in its place");
        }
    }

    /** Creates what is missing; what is created below {@code data}, and {@code data/run} in any case, is private. */
    public void create() {
        if (!Files.isDirectory(home.resolve("bundles"))) {
            throw new LaunchException(
                    Exit.INVALID,
                    "there is no directory bundles in " + home,
                    "unpack the distribution again, or correct CARILLON_HOME");
        }
        try {
            for (Path directory : new Path[] {data, run(), data.resolve("cache"), temporary()}) {
                Files.createDirectories(directory, privately());
            }
            if (posix()) {
                Files.setPosixFilePermissions(run(), PRIVATE);
            }
            Files.createDirectories(plugins);
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new LaunchException(
                    Exit.INVALID,
                    "cannot create the directories of the host: " + e,
                    "make them writable for this account, or choose others with CARILLON_DATA, CARILLON_PLUGINS"
                            + " and CARILLON_LOGS",
                    e);
        }
        if (!Files.isDirectory(conf)) {
            throw new LaunchException(
                    Exit.INVALID, conf + " is not a directory", "correct CARILLON_CONF, or create the directory");
        }
    }

    /** Removes what an earlier run left behind. Only to be called while the lock is held. */
    void clear() throws IOException {
        for (String left : new String[] {"ready.json", "shell.sock"}) {
            Files.deleteIfExists(run().resolve(left));
        }
        deleteContents(temporary());
    }

    private static void deleteContents(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    deleteContents(entry);
                }
                Files.delete(entry);
            }
        }
    }

    private static FileAttribute<?>[] privately() {
        return posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PRIVATE)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}

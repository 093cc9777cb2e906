// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder with the settings and directories of one host; several share one installation. For its account only. */
public final class HostFolder {

    /** The variables that have a host use this folder. */
    public static final String ENVIRONMENT = "carillon.env";

    private static final String CONF = "conf";
    private static final String PLUGINS = "plugins";
    /** What is moved into the folder; with the last of them it is complete. */
    private static final List<String> ORDER = List.of(PLUGINS, ENVIRONMENT, CONF);

    private final Path folder;

    /** Nothing is made yet. */
    public HostFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Makes the folder.
     *
     * @param shipped files of a conf directory
     * @return the file with the variables
     * @throws Failure if the folder is not free; nothing was made
     * @throws IOException if something cannot be made; what was made before is gone again
     */
    public Path make(Path shipped) throws IOException {
        requireFree();
        boolean made = !Files.isDirectory(folder);
        if (made) {
            PrivateFiles.folders(folder);
        }
        try {
            Path staged = Files.createTempDirectory(folder, ".init-");
            fill(staged, shipped);
            for (String each : ORDER) {
                Files.move(staged.resolve(each), folder.resolve(each));
            }
            Files.delete(staged);
        } catch (IOException e) {
            remove(made, e);
            throw e;
        }
        return folder.resolve(ENVIRONMENT);
    }

    private void requireFree() throws IOException {
        if (folder.toString().chars().anyMatch(Character::isISOControl)) {
            throw new Failure(
                    Exit.REFUSED, shown(folder) + " has characters that no variable can hold", "name another folder");
        }
        Path parent = folder.resolveSibling("");
        if (!Files.exists(folder)) {
            if (!Files.isDirectory(parent)) {
                throw new Failure(
                        Exit.REFUSED, "there is no directory " + shown(parent), "make it, or name another folder");
            }
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new Failure(Exit.REFUSED, shown(folder) + " is not a folder", "name another one");
        }
        if (Files.exists(folder.resolve(CONF))) {
            throw new Failure(
                    Exit.REFUSED,
                    shown(folder) + " has a configuration already",
                    "CARILLON_CONF=" + shown(folder.resolve(CONF)) + " carillon config check looks at it");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new Failure(Exit.REFUSED, shown(folder) + " is not empty", "name an empty folder, or a new one");
            }
        }
    }

    private void fill(Path staged, Path shipped) throws IOException {
        Path conf = staged.resolve(CONF);
        PrivateFiles.folders(conf.resolve("config.d"));
        PrivateFiles.folders(staged.resolve(PLUGINS));
        try (Stream<Path> files = Files.list(shipped)) {
            for (Path file : files.sorted().toList()) {
                write(conf.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        write(staged.resolve(ENVIRONMENT), environment().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Channels.newOutputStream(channel).write(bytes);
        }
    }

    /** As a shell and systemd read it. */
    private String environment() {
        StringBuilder lines = new StringBuilder("# For a shell (set -a; . ./" + ENVIRONMENT
                + "; set +a; carillon run) and for systemd (EnvironmentFile=).\n");
        for (String name : List.of(CONF, "data", PLUGINS, "logs")) {
            lines.append("CARILLON_")
                    .append(name.toUpperCase(java.util.Locale.ROOT))
                    .append("=\"")
                    .append(folder.resolve(name).toString().replaceAll("[\"\\\\$`]", "\\\\$0"))
                    .append("\"\n");
        }
        return lines.toString();
    }

    /** Takes back what was made; the folder was empty before. */
    private void remove(boolean made, IOException failure) {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path each : entries.toList()) {
                PrivateFiles.delete(each);
                Files.deleteIfExists(each);
            }
            if (made) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static String shown(Path path) {
        return Printable.shortened(Printable.line(path.toString()), 200);
    }
}

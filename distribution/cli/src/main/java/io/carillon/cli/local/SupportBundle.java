// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip to send to somebody who helps: what was found, settings, versions, plugins, the ends of the logs. Without secrets. */
public final class SupportBundle {

    private static final String NO_LOG = "logs/none.txt";
    private static final int MOST_LOGS = 10;
    private static final int MOST_JARS = 1_000;
    private static final int LONGEST_LOG = 1024 * 1024;

    private final Map<String, String> entries = new TreeMap<>();

    /** Puts a text in, under a name. */
    public SupportBundle with(String name, String text) {
        entries.put(name, Redaction.of(text));
        return this;
    }

    /** Puts the ends of the newest files of a folder in, or a text that says where else a log goes. */
    public SupportBundle withLogs(Path folder) {
        List<Path> logs = files(folder, MOST_LOGS);
        for (Path log : logs) {
            with("logs/" + log.getFileName(), end(log));
        }
        return logs.isEmpty()
                ? with(
                        NO_LOG,
                        "There is no file in " + folder + ".\n"
                                + "The log goes there where log.target is file, and else to standard error:\n"
                                + "where the host was started, or with systemd in its journal: journalctl -u UNIT.\n")
                : this;
    }

    /** Whether there was no log to put in. */
    public boolean isWithoutLog() {
        return entries.containsKey(NO_LOG);
    }

    /** Puts names and sizes of the files of a folder in. */
    public SupportBundle withNames(String name, Path folder) {
        StringBuilder lines = new StringBuilder();
        for (Path file : files(folder, MOST_JARS)) {
            lines.append(modified(file))
                    .append(String.format(
                            java.util.Locale.ROOT, " %12d ", file.toFile().length()))
                    .append(file.getFileName())
                    .append('\n');
        }
        return with(name, lines.toString());
    }

    /** What the JVM and the machine are. */
    public SupportBundle withMachine(String version) {
        StringBuilder lines = new StringBuilder("carillon " + version + "\n");
        for (String property : List.of(
                "java.version",
                "java.vendor",
                "java.vm.name",
                "os.name",
                "os.version",
                "os.arch",
                "file.encoding",
                "user.timezone")) {
            lines.append(property)
                    .append(' ')
                    .append(System.getProperty(property))
                    .append('\n');
        }
        lines.append("processors ")
                .append(Runtime.getRuntime().availableProcessors())
                .append('\n');
        return with("machine.txt", lines.toString());
    }

    private static List<Path> files(Path folder, int most) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(SupportBundle::modified).reversed())
                    .limit(most)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static FileTime modified(Path file) {
        return FileTime.fromMillis(file.toFile().lastModified());
    }

    private static String end(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long skipped = Math.max(0, file.length() - LONGEST_LOG);
            file.seek(skipped);
            byte[] bytes = new byte[(int) Math.min(LONGEST_LOG, file.length() - skipped)];
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            // The first line may have lost its beginning, and with it what tells that a secret follows.
            return skipped == 0 ? text : text.substring(text.indexOf('\n') + 1);
        } catch (IOException e) {
            return "cannot be read: " + e;
        }
    }

    /** Writes it to a file that is not there yet. */
    public void writeTo(Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }
}

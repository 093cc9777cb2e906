// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file that the producers of one process write their history to, one line per write with {@code O_APPEND}: what was
 * written outlives a killed process.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class History implements AutoCloseable {

    /** How the names of histories end. */
    public static final String SUFFIX = ".history";

    private final FileChannel channel;

    private History(FileChannel channel) {
        this.channel = channel;
    }

    public static History append(Path file) throws IOException {
        return new History(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** All histories of a folder in the order things happened; where the clock cannot tell, what was sent comes first. */
    public static List<Entry> read(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files(folder)) {
            String text = Files.readString(file);
            // A kill may cut the last line: what it was about to say nobody was told.
            text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Entry::parse)
                    .forEach(entries::add);
        }
        entries.sort(Comparator.comparingLong(Entry::nanos).thenComparing(Entry::kind));
        return entries;
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .toList();
        }
    }

    public void add(Entry.Kind kind, String id, long position, long micros, String note) {
        Entry entry = new Entry(kind, id, position, System.nanoTime(), micros, note);
        ByteBuffer line = ByteBuffer.wrap((entry.line() + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            synchronized (this) {
                int wanted = line.remaining();
                int written = channel.write(line);
                if (written != wanted) {
                    throw new IOException("wrote " + written + " of " + wanted + " bytes of the history");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

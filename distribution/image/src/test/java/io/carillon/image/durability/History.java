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
import java.util.List;
import java.util.stream.Stream;

/**
 * The file that producers write their history to, one line per write with {@code O_APPEND}: the order of its lines is
 * the order in which things happened, also when several processes write to it.
 *
 * <p>Threads: safe for concurrent use.
 */
final class History implements AutoCloseable {

    private final FileChannel channel;

    private History(FileChannel channel) {
        this.channel = channel;
    }

    static History append(Path file) throws IOException {
        return new History(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    static List<Entry> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(Entry::parse).toList();
        }
    }

    void add(Entry.Kind kind, String id, long position, long micros, String note) {
        Entry entry = new Entry(kind, id, position, System.nanoTime() / 1_000_000, micros, note);
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

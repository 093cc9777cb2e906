// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery.journal;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a line for each event and, if asked to, has it on the disk before it says that the event is handled. */
final class Journal implements EventHandler<Event>, AutoCloseable {

    static final String SUFFIX = ".journal";

    private final FileChannel channel;
    private final String version;
    private final boolean synced;

    private Journal(FileChannel channel, String version, boolean synced) {
        this.channel = channel;
        this.version = version;
        this.synced = synced;
    }

    static Journal append(Path file, String version, boolean synced) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Journal journal = new Journal(channel, version, synced);
        // A line of its own, also behind one that a kill cut.
        journal.write("\n# " + version + "\n");
        return journal;
    }

    @Override
    public void handle(Event event, EventContext context) throws IOException {
        write(context.position() + " " + event.id() + " " + version + "\n");
        if (synced) {
            channel.force(false);
        }
    }

    private void write(String text) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        int wanted = line.remaining();
        if (channel.write(line) != wanted) {
            throw new IOException("a line of the journal was not written whole");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

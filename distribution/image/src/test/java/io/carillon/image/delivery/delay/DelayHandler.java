// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery.delay;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes down how long after its time each event comes. */
final class DelayHandler implements EventHandler<Event> {

    private final FileChannel file;

    DelayHandler(FileChannel file) {
        this.file = file;
    }

    @Override
    public void handle(Event event, EventContext context) throws IOException {
        long micros = ChronoUnit.MICROS.between(event.time(), Instant.now());
        ByteBuffer line = ByteBuffer.wrap((micros + "\n").getBytes(StandardCharsets.US_ASCII));
        if (file.write(line) < 1) {
            throw new IOException("nothing was written");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.output.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Follows a stream of server-sent events through broken connections: each new one goes on after the last event that was read.
 */
public final class EventStream {

    private final Server server;
    private final Query query;
    private final Reconnection reconnection;
    private String last = "";

    /** What to do with a frame. */
    @FunctionalInterface
    public interface Reader {

        /**
         * Takes a frame.
         *
         * @param name {@code message}, or that of a control frame
         * @return whether to go on
         */
        boolean frame(String name, Json data);
    }

    /**
     * Prepares.
     *
     * @param sleep waits so many milliseconds
     * @param notice told of broken connections
     */
    public EventStream(Server server, Query query, LongConsumer sleep, Consumer<String> notice) {
        this.server = server;
        this.query = query;
        this.reconnection = new Reconnection(sleep, notice);
    }

    /** Follows until the reader has enough, or the host says that the stream is over. */
    public void follow(Reader reader) {
        reconnection.run(() -> isLast(reader));
    }

    private boolean isLast(Reader reader) throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "text/event-stream"));
        if (!last.isEmpty()) {
            headers.put("Last-Event-ID", last);
        }
        try (InputStream stream = server.stream(query, headers)) {
            if (!read(new EventFrames(stream, last), reader)) {
                return true;
            }
            reconnection.notice("the host ended the connection; going on after " + (last.isEmpty() ? "now" : last));
            return false;
        }
    }

    /** Reads frames until the connection ends; {@code false} when the reader has enough. */
    private boolean read(EventFrames frames, Reader reader) throws IOException {
        for (Optional<EventFrames.Frame> next = frames.next(); next.isPresent(); next = frames.next()) {
            EventFrames.Frame frame = next.get();
            if (frame.retryMillis() != EventFrames.Frame.AS_BEFORE) {
                reconnection.pause(frame.retryMillis());
            }
            if (!frame.data().isEmpty()) {
                Json data = Json.parse(frame.data());
                reconnection.good();
                if (!reader.frame(frame.name(), data)) {
                    return false;
                }
            }
            last = frame.id(); // only what could be read is passed by after a break
        }
        return true;
    }
}

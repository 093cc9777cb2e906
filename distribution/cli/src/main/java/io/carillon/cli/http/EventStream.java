// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.output.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Follows a stream of server-sent events through broken connections: each new one goes on after the last event seen.
 *
 * <p>Source: HTML Living Standard, section 9.2.
 */
public final class EventStream {

    private static final int MAX_FRAME = 16 * 1024 * 1024;

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
        try (InputStream stream = server.stream(query, headers);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            if (!read(lines, reader)) {
                return true;
            }
            reconnection.notice("the host ended the connection; going on after " + (last.isEmpty() ? "now" : last));
            return false;
        }
    }

    /** Reads frames until the connection ends; {@code false} when the reader has enough. */
    private boolean read(BufferedReader lines, Reader reader) throws IOException {
        String name = "";
        StringBuilder data = new StringBuilder();
        String id = last;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                last = id;
                if (data.length() > 0) {
                    reconnection.good();
                    String frame = data.substring(0, data.length() - 1);
                    if (!reader.frame(name.isEmpty() ? "message" : name, Json.parse(frame))) {
                        return false;
                    }
                }
                name = "";
                data.setLength(0);
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "data" -> {
                    if (data.length() + value.length() > MAX_FRAME) {
                        throw new IOException("a frame has more than " + MAX_FRAME + " characters");
                    }
                    data.append(value).append('\n');
                }
                case "event" -> name = value;
                case "id" -> id = value.indexOf('\0') < 0 ? value : id;
                case "retry" -> {
                    if (value.matches("[0-9]{1,6}")) {
                        reconnection.pause(Long.parseLong(value));
                    }
                }
                default -> {
                    // comments keep the connection alive; unknown fields are passed over as the standard says
                }
            }
        }
        return true;
    }
}

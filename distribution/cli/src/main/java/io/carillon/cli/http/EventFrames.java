// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads server-sent events. Comments and unknown fields are passed over; what the connection breaks off is no frame.
 *
 * <p>Source: HTML Living Standard, section 9.2.
 */
final class EventFrames {

    /** The most characters of a frame. */
    static final int MAX_FRAME = 16 * 1024 * 1024;

    private static final String LONGEST_RETRY = "[0-9]{1,6}";

    private final Reader in;
    private final int limit;
    private String last;

    /**
     * One frame.
     *
     * @param name {@code message} unless it has one
     * @param id of this frame, or of the last one before it that had one; empty while there was none
     * @param data empty when the frame only moves the id or the pause
     * @param retryMillis the pause before connecting again; {@value #AS_BEFORE} when it says nothing about it
     */
    record Frame(String name, String id, String data, long retryMillis) {

        /** The pause stays what it was. */
        static final long AS_BEFORE = -1;
    }

    /**
     * Prepares.
     *
     * @param last id of the last frame before this connection; empty when there was none
     */
    EventFrames(InputStream in, String last) {
        this(in, last, MAX_FRAME);
    }

    /** For tests: another limit. */
    EventFrames(InputStream in, String last, int limit) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.last = last;
        this.limit = limit;
    }

    /**
     * Waits for the next frame.
     *
     * @return empty when the connection has ended
     * @throws IOException if it breaks, or a frame has too many characters
     */
    Optional<Frame> next() throws IOException {
        String name = "";
        StringBuilder data = new StringBuilder();
        long retry = Frame.AS_BEFORE;
        int left = limit;
        for (Optional<String> read = line(left); read.isPresent(); read = line(left)) {
            String line = read.get();
            if (line.isEmpty()) {
                return Optional.of(new Frame(name.isEmpty() ? "message" : name, last, joined(data), retry));
            }
            if (line.startsWith(":")) {
                continue; // a comment keeps the connection alive
            }
            left -= line.length();
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "data" -> data.append(value).append('\n');
                case "event" -> name = value;
                case "id" -> last = value.indexOf('\0') < 0 ? value : last;
                case "retry" -> retry = value.matches(LONGEST_RETRY) ? Long.parseLong(value) : retry;
                default -> {
                    // unknown fields are passed over, as the standard says
                }
            }
        }
        return Optional.empty();
    }

    private static String joined(StringBuilder lines) {
        return lines.isEmpty() ? "" : lines.substring(0, lines.length() - 1);
    }

    /** A line without its end; empty where the stream ends, also in the middle of one. */
    private Optional<String> line(int most) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return Optional.empty();
            }
            if (line.length() >= most) {
                throw new IOException("a frame has more than " + limit + " characters");
            }
            line.append((char) next);
        }
        int end = line.length();
        return Optional.of(line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an answer of HTTP/1.1, and its body while it comes.
 *
 * <p>Source: RFC 9112.
 *
 * @param headers by name in lower case, the first value of each
 * @param body ends where the answer does; a connection that breaks before is an error
 */
record Response(int status, Map<String, String> headers, InputStream body) {

    private static final int MAX_HEAD = 64 * 1024;
    private static final int NO_CONTENT = 204;

    /** The connection speaks another protocol from here on. */
    static final int SWITCHING = 101;

    Response {
        headers = Map.copyOf(headers);
    }

    /** Reads the head of the answer, after those that only say that it will come. */
    static Response read(InputStream in) throws IOException {
        HeadReader lines = new HeadReader(in, MAX_HEAD);
        while (true) {
            int status = status(lines.line());
            Map<String, String> headers = new HashMap<>();
            for (String line = lines.line(); !line.isEmpty(); line = lines.line()) {
                int colon = line.indexOf(':');
                if (colon < 1) {
                    throw new IOException("the answer is not HTTP");
                }
                headers.putIfAbsent(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
            if (status >= 200 || status == SWITCHING) {
                return new Response(status, headers, body(in, status, headers));
            }
        }
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new IOException("the answer is not HTTP");
        }
        return Integer.parseInt(line, 9, 12, 10);
    }

    private static InputStream body(InputStream in, int status, Map<String, String> headers) throws IOException {
        if (status == SWITCHING) {
            return in;
        }
        if (status == NO_CONTENT || status == 304) {
            return InputStream.nullInputStream();
        }
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return new ChunkedInput(in);
        }
        String length = headers.getOrDefault("content-length", "");
        if (length.isEmpty()) {
            return in; // up to the end of the connection
        }
        if (!length.matches("[0-9]{1,18}")) {
            throw new IOException("the answer is not HTTP");
        }
        return new CountedInput(in, Long.parseLong(length));
    }

    /** Lines of a head, which has a limit as a whole. */
    private static final class HeadReader {

        private final InputStream in;
        private int left;

        HeadReader(InputStream in, int limit) {
            this.in = in;
            this.left = limit;
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("it ended before there was an answer");
                }
                if (--left < 0) {
                    throw new IOException("the head of the answer has more than " + MAX_HEAD + " bytes");
                }
                line.append((char) next);
            }
            int end = line.length();
            return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
        }
    }
}

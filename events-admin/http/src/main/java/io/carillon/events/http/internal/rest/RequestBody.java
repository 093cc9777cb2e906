// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Reads a body within its limits, before anything else looks at it. */
final class RequestBody {

    /** One event with 1 MiB of data, and its envelope. */
    static final int MAX_BYTES = 1024 * 1024 + 64 * 1024;
    /** Several events. */
    static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

    private static final int LEAST_BUFFER = 1024;
    private static final int MAX_BUFFER = 16 * 1024;
    private static final long GRACE_NANOS = 10_000_000_000L;
    private static final long LEAST_BYTES_A_SECOND = 1_000;

    private RequestBody() {}

    /** The bytes of a body in UTF-8 with one event at most. */
    static byte[] read(HttpServletRequest request) throws IOException {
        byte[] body = bytes(request, MAX_BYTES);
        requireUtf8(body);
        return body;
    }

    /** The bytes of a body in UTF-8 with several events. */
    static byte[] readBatch(HttpServletRequest request) throws IOException {
        byte[] body = bytes(request, MAX_BATCH_BYTES);
        requireUtf8(body);
        return body;
    }

    /** The bytes of any body; at most one byte more than the limit is read. */
    static byte[] bytes(HttpServletRequest request, int max) throws IOException {
        requirePlain(request);
        if (request.getContentLengthLong() > max) {
            throw tooLarge(request.getContentLengthLong() + " bytes", max);
        }
        return read(request.getInputStream(), request.getContentLengthLong(), max, System::nanoTime);
    }

    /** Refuses a body that is packed. */
    static void requirePlain(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Problem.parameter(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding", "must be left out, got " + encoding)
                    .toException();
        }
    }

    /** @param announced how many bytes there should be; below 0 if nobody knows */
    static byte[] read(InputStream input, long announced, int max, LongSupplier nanos) throws IOException {
        byte[] buffer = new byte[(int) Math.max(LEAST_BUFFER, Math.min(MAX_BUFFER, announced))];
        ByteArrayOutputStream body = new ByteArrayOutputStream(buffer.length);
        long start = nanos.getAsLong();
        while (true) {
            int room = Math.min(buffer.length, max + 1 - body.size());
            int read = read(input, buffer, room);
            if (read < 0) {
                return body.toByteArray();
            }
            body.write(buffer, 0, read);
            if (body.size() > max) {
                throw tooLarge("more", max);
            }
            requireSpeed(body.size(), nanos.getAsLong() - start);
        }
    }

    /** Reads what is there; a body that breaks off is the sender's doing. */
    static int read(InputStream input, byte[] buffer, int room) throws IOException {
        try {
            return input.read(buffer, 0, room);
        } catch (IOException | RuntimeException e) {
            if (e.getCause() instanceof TimeoutException || e.getMessage() != null && isIdle(e.getMessage())) {
                throw tooSlow();
            }
            throw Problem.of(ProblemCode.INCOMPLETE_BODY, "the body broke off before its announced end")
                    .withHeader("Connection", "close")
                    .toException();
        }
    }

    private static boolean isIdle(String message) {
        return message.startsWith("Idle timeout");
    }

    /** Refuses a body that comes too slowly, after a while. */
    static void requireSpeed(long bytes, long nanos) {
        if (nanos > GRACE_NANOS && bytes < nanos / 1_000_000_000L * LEAST_BYTES_A_SECOND) {
            throw tooSlow();
        }
    }

    private static RuntimeException tooSlow() {
        return Problem.of(
                        ProblemCode.TOO_SLOW, "the body came at less than " + LEAST_BYTES_A_SECOND + " bytes a second")
                .withHeader("Connection", "close")
                .toException();
    }

    static void requireUtf8(byte[] body) {
        if (isAscii(body)) {
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw Problem.of(ProblemCode.MALFORMED_JSON, "the body is not UTF-8")
                    .toException();
        }
    }

    private static boolean isAscii(byte[] body) {
        for (byte b : body) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    static RuntimeException tooLarge(String found, long max) {
        return Problem.of(ProblemCode.TOO_LARGE, "the body may have " + max + " bytes, got " + found)
                .withHeader("Connection", "close")
                .toException();
    }
}

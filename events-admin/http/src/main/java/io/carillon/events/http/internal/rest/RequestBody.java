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
import java.util.function.LongSupplier;

/** Reads a body within its limits, before anything else looks at it. */
final class RequestBody {

    /** One event with 1 MiB of data, and its envelope. */
    static final int MAX_BYTES = 1024 * 1024 + 64 * 1024;

    private static final long GRACE_NANOS = 10_000_000_000L;
    private static final long LEAST_BYTES_A_SECOND = 1_000;

    private RequestBody() {}

    /** The bytes of a body in UTF-8; at most one byte more than the limit is read. */
    static byte[] read(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Problem.parameter(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding", "must be left out, got " + encoding)
                    .toException();
        }
        if (request.getContentLengthLong() > MAX_BYTES) {
            throw tooLarge(request.getContentLengthLong() + " bytes");
        }
        byte[] body = read(request.getInputStream(), System::nanoTime);
        requireUtf8(body);
        return body;
    }

    static byte[] read(InputStream input, LongSupplier nanos) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        long start = nanos.getAsLong();
        while (true) {
            int room = Math.min(buffer.length, MAX_BYTES + 1 - body.size());
            int read = input.read(buffer, 0, room);
            if (read < 0) {
                return body.toByteArray();
            }
            body.write(buffer, 0, read);
            if (body.size() > MAX_BYTES) {
                throw tooLarge("more");
            }
            long passed = nanos.getAsLong() - start;
            if (passed > GRACE_NANOS && body.size() < passed / 1_000_000_000L * LEAST_BYTES_A_SECOND) {
                throw Problem.of(
                                ProblemCode.TOO_SLOW,
                                "the body came at less than " + LEAST_BYTES_A_SECOND + " bytes a second")
                        .withHeader("Connection", "close")
                        .toException();
            }
        }
    }

    private static void requireUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw Problem.of(ProblemCode.MALFORMED_JSON, "the body is not UTF-8")
                    .toException();
        }
    }

    private static RuntimeException tooLarge(String found) {
        return Problem.of(ProblemCode.TOO_LARGE, "the body may have " + MAX_BYTES + " bytes, got " + found)
                .withHeader("Connection", "close")
                .toException();
    }
}

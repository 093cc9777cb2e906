// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A jar in the body of a request.
 *
 * @param content read as it comes; a body that breaks off or crawls is a problem
 * @param sha256 that it was announced to have, 64 hexadecimal digits; empty when it was not
 */
record SentJar(InputStream content, String sha256) {

    static final String MEDIA_TYPE = "application/java-archive";

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** One of the members of RFC 9530, section 2. */
    private static final Pattern DIGEST = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/]{43}=):\\s*(?:$|,)");

    static SentJar of(Call call) throws IOException {
        String type = call.header("Content-Type").orElse("");
        if (!MediaType.of(type).equals(MEDIA_TYPE)) {
            throw MediaType.unsupported(type);
        }
        RequestBody.requirePlain(call.request());
        Optional<String> asked = call.parameters().one("sha256").map(text -> text.toLowerCase(Locale.ROOT));
        Optional<String> digest = call.header("Content-Digest").map(SentJar::hex);
        if (asked.filter(text -> !HEX.matcher(text).matches()).isPresent()) {
            throw Parameters.bad("sha256", "must be 64 hexadecimal digits");
        }
        if (asked.isPresent() && digest.isPresent() && !asked.equals(digest)) {
            throw Parameters.bad("sha256", "is another than that of Content-Digest");
        }
        return new SentJar(
                new Steady(call.request().getInputStream()),
                asked.or(() -> digest).orElse(""));
    }

    /** The digest that a header announces, in hexadecimal digits. */
    static String hex(String header) {
        Matcher digest = DIGEST.matcher(header.trim());
        if (!digest.find()) {
            throw Problem.parameter(
                            ProblemCode.INVALID_PARAMETER,
                            "Content-Digest",
                            "must be such as sha-256=:base64 of 32 bytes:")
                    .toException();
        }
        return HexFormat.of().formatHex(Base64.getDecoder().decode(digest.group(1)));
    }

    /** A body as {@link RequestBody} reads it, bit by bit. */
    private static final class Steady extends InputStream {

        private final InputStream body;
        private final long start = System.nanoTime();
        private long bytes;

        Steady(InputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            byte[] part = new byte[Math.min(length, 64 << 10)];
            int read = RequestBody.read(body, part, part.length);
            if (read > 0) {
                System.arraycopy(part, 0, buffer, offset, read);
                bytes += read;
                RequestBody.requireSpeed(bytes, System.nanoTime() - start);
            }
            return read;
        }
    }
}

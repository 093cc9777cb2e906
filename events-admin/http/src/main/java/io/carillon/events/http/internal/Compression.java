// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.http.internal.route.Answer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Makes answers shorter for callers who take gzip. Secrets go out as they are. Source: RFC 9110, 12.5.3. */
final class Compression {

    /** Shorter bodies are not worth it. */
    static final int LEAST_BYTES = 1024;

    private Compression() {}

    /** The bytes to send, after the headers that say how they are to be read. */
    static byte[] apply(HttpServletRequest request, HttpServletResponse response, Answer answer, Answer.Whole whole)
            throws IOException {
        if (whole.secret() || whole.body().length < LEAST_BYTES) {
            return whole.body();
        }
        response.addHeader("Vary", "Accept-Encoding");
        if (!takesGzip(request.getHeader("Accept-Encoding"))) {
            return whole.body();
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream(whole.body().length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(whole.body());
        }
        response.setHeader("Content-Encoding", "gzip");
        String tag = answer.headers().get("ETag");
        if (tag != null && tag.startsWith("\"")) {
            // The same content in other bytes: a strong tag would be wrong.
            response.setHeader("ETag", "W/" + tag);
        }
        return packed.toByteArray();
    }

    private static boolean takesGzip(@Nullable String accepted) {
        if (accepted == null) {
            return false;
        }
        for (String coding : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.split(";", 2);
            String name = parts[0].trim();
            boolean refused = parts.length == 2 && parts[1].trim().matches("q=0(\\.0*)?");
            if (name.equals("gzip") || name.equals("x-gzip")) {
                return !refused;
            }
        }
        return false;
    }
}

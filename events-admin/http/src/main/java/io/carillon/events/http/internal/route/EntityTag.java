// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells whether something is as the caller knows it. Source: RFC 9110, 8.8.3.
 *
 * @param text in quotes
 */
public record EntityTag(String text) {

    private static final int BYTES = 12;

    /** The tag of a state. */
    public static EntityTag of(JsonNode state) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(state.toString().getBytes(StandardCharsets.UTF_8));
            return new EntityTag("\"" + HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES)) + "\"");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Refuses a change of what is not as the caller knows it. Without {@code If-Match} there is nothing to compare.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException {@code precondition-failed}
     */
    public void require(Call call) {
        boolean as = call.header("If-Match").map(this::isAmong).orElse(true);
        if (!as) {
            throw Problem.of(ProblemCode.PRECONDITION_FAILED, "its ETag is " + text + " now, and If-Match has another")
                    .withHeader("ETag", text)
                    .toException();
        }
    }

    private boolean isAmong(String tags) {
        return tags.trim().equals("*")
                || List.of(tags.split(",")).stream().map(String::trim).anyMatch(text::equals);
    }
}

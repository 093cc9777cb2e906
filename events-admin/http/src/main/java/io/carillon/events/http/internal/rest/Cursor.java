// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where the next page begins, and for which query. Holds the moment of the first page, so that {@code -15m} means the same
 * on every page.
 *
 * @param position of the last event seen
 * @param now what the times of the query are relative to
 */
record Cursor(long position, Instant now) {

    private static final int BYTES = Long.BYTES * 2 + 16;

    /** The opaque text of this cursor for a query. */
    String text(String query) {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(position)
                .putLong(now.toEpochMilli())
                .put(fingerprint(query))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads a cursor.
     *
     * @param query the same that its page was asked with
     * @throws io.carillon.events.http.internal.problem.ProblemException {@code bad-cursor}
     */
    static Cursor parse(String text, String query) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw bad("is not one");
        }
        if (bytes.length != BYTES) {
            throw bad("is not one");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Cursor cursor = new Cursor(buffer.getLong(), Instant.ofEpochMilli(buffer.getLong()));
        if (!Arrays.equals(fingerprint(query), Arrays.copyOfRange(bytes, BYTES - 16, BYTES))) {
            throw bad("belongs to another query; only limit may differ between pages");
        }
        if (cursor.position < 1) {
            throw bad("is not one");
        }
        return cursor;
    }

    private static RuntimeException bad(String why) {
        return Problem.parameter(ProblemCode.BAD_CURSOR, "cursor", why).toException();
    }

    private static byte[] fingerprint(String query) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(hash, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

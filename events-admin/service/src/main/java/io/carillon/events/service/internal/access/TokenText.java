// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the holder of a token presents: {@code car_<id>_<secret>}, both parts in hexadecimal digits.
 *
 * @param id public part, 12 digits
 * @param secret 64 digits: 256 random bits
 */
record TokenText(String id, String secret) {

    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("car_([0-9a-f]{12})_([0-9a-f]{64})");

    /** A new text that nobody can guess. */
    static TokenText random(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new TokenText(HexFormat.of().formatHex(id), HexFormat.of().formatHex(secret));
    }

    /** Reads a text, empty when it has not the form of a token. */
    static Optional<TokenText> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new TokenText(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** SHA-256 of the whole text; with 256 random bits inside, nothing slower is needed. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The text as it is presented. */
    String text() {
        return "car_" + id + "_" + secret;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "car_" + id + "_…";
    }
}

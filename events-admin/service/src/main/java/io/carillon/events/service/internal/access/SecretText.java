// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What stands for somebody who presents it: an id of a session, a ticket, a key. Only hashes of it are kept, also in memory.
 *
 * @param text as presented
 */
record SecretText(String text) {

    private static final int BYTES = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** 160 random bits in hexadecimal digits. */
    static SecretText random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new SecretText(HexFormat.of().formatHex(bytes));
    }

    static SecretText of(String presented) {
        return new SecretText(presented);
    }

    /** SHA-256; with this many random bits inside, nothing slower is needed. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** To look it up by. */
    String key() {
        return HexFormat.of().formatHex(hash());
    }

    /** Compares in constant time. */
    boolean matches(byte[] kept) {
        return MessageDigest.isEqual(kept, hash());
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "…";
    }
}

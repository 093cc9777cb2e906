// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is kept: PBKDF2 with HMAC-SHA-256 over its NFKC form in UTF-8.
 *
 * <p>Text: {@code pbkdf2-sha256$<rounds>$<salt>$<hash>}, salt and hash in hexadecimal digits. Source: RFC 8018.
 */
final class PasswordHash {

    /** What a new password gets; about a third of a second of one processor. */
    static final int ROUNDS = 600_000;

    private static final String FORM = "pbkdf2-sha256";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt.clone();
        this.hash = hash.clone();
    }

    /** Hashes a password with a salt of its own. */
    static PasswordHash of(String password, int rounds) {
        byte[] salt = random(SALT_BYTES);
        return new PasswordHash(rounds, salt, derive(password, salt, rounds));
    }

    /** One that no password matches, in the time that another takes. */
    static PasswordHash ofNobody(int rounds) {
        return new PasswordHash(rounds, random(SALT_BYTES), random(HASH_BITS / 8));
    }

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException if it has another form
     */
    static PasswordHash parse(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(FORM)) {
            throw new IllegalArgumentException("a password is kept as " + FORM + "$rounds$salt$hash");
        }
        return new PasswordHash(
                Integer.parseInt(parts[1]),
                HexFormat.of().parseHex(parts[2]),
                HexFormat.of().parseHex(parts[3]));
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }

    private static byte[] derive(String password, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(
                Normalizer.normalize(password, Normalizer.Form.NFKC).toCharArray(), salt, rounds, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** Compares in constant time. */
    boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password, salt, rounds));
    }

    /** Whether this is the very same hash with the same salt. */
    boolean same(PasswordHash other) {
        return MessageDigest.isEqual(salt, other.salt) && MessageDigest.isEqual(hash, other.hash);
    }

    String text() {
        HexFormat hex = HexFormat.of();
        return FORM + "$" + rounds + "$" + hex.formatHex(salt) + "$" + hex.formatHex(hash);
    }

    /** Without salt and hash. */
    @Override
    public String toString() {
        return FORM + "$" + rounds + "$…";
    }
}

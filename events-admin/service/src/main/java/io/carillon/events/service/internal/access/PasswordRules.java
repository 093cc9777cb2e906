// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.admin.UsersAdmin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What a new password has to be. */
final class PasswordRules {

    private static final int FEWEST_DIFFERENT = 5;
    private static final Set<String> COMMON = common();

    private PasswordRules() {}

    private static Set<String> common() {
        try (InputStream file =
                        Objects.requireNonNull(PasswordRules.class.getResourceAsStream("common-passwords.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle's own list of common passwords cannot be read", e);
        }
    }

    /** @throws IllegalArgumentException with the rule that is broken, without the password */
    static void check(String user, String password) {
        int length = password.codePointCount(0, password.length());
        if (length < UsersAdmin.MIN_PASSWORD || length > UsersAdmin.MAX_PASSWORD) {
            throw new IllegalArgumentException("a password has " + UsersAdmin.MIN_PASSWORD + " to "
                    + UsersAdmin.MAX_PASSWORD + " characters, got " + length);
        }
        if (password.codePoints().distinct().count() < FEWEST_DIFFERENT) {
            throw new IllegalArgumentException("a password has at least " + FEWEST_DIFFERENT + " different characters");
        }
        String plain = password.toLowerCase(Locale.ROOT);
        if (COMMON.contains(plain) || COMMON.contains(withoutDecoration(plain))) {
            throw new IllegalArgumentException("the password is one of those that are tried first; take another");
        }
        if (plain.equals(user.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the password is the name; take another");
        }
    }

    /** What is left of {@code Password2026!!} when the digits and signs at its end are ignored. */
    private static String withoutDecoration(String plain) {
        int end = plain.length();
        while (end > 0 && !Character.isLetter(plain.charAt(end - 1))) {
            end--;
        }
        return plain.substring(0, end);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as people write it. */
final class Lifetime {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([mhd])");

    private Lifetime() {}

    /** @throws IllegalArgumentException if it is none */
    static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration is a number with m, h or d, like 90d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * When an attempt that failed is made again. After the last delay the event becomes a dead letter.
 *
 * @param delays after the first failure, the second and so on: at most {@value #MAX_RETRIES}, each zero to seven days; an
 *     immutable list, empty for one attempt only
 * @param jitter how far a delay may be from what is named here, as a part of it: 0 to 1
 */
public record RetryPolicy(List<Duration> delays, double jitter) {

    /** The most retries. */
    public static final int MAX_RETRIES = 20;

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final double JITTER = 0.1;

    /** After 1 s, 5 s and 30 s, each 10 % more or less. */
    public static final RetryPolicy DEFAULT = parse("1s,5s,30s");

    public RetryPolicy {
        delays = List.copyOf(delays);
        if (delays.size() > MAX_RETRIES
                || delays.stream().anyMatch(each -> each.isNegative() || each.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "a retry policy names at most " + MAX_RETRIES + " delays of zero to seven days, got " + delays);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be 0 to 1, got " + jitter);
        }
    }

    /**
     * Reads delays like {@code 200ms,1s,5m,2h} with a jitter of 10 %, or {@code none}.
     *
     * @throws IllegalArgumentException naming what cannot be read
     */
    public static RetryPolicy parse(String text) {
        List<Duration> delays = new ArrayList<>();
        if (!text.strip().equals("none")) {
            for (String each : text.split(",", -1)) {
                delays.add(delay(each.strip(), text));
            }
        }
        return new RetryPolicy(delays, JITTER);
    }

    private static Duration delay(String text, String whole) {
        int digits = 0;
        while (digits < text.length() && Character.digit(text.charAt(digits), 10) >= 0) {
            digits++;
        }
        if (digits > 0 && digits <= 9) {
            Duration unit =
                    switch (text.substring(digits).toLowerCase(Locale.ROOT)) {
                        case "ms" -> Duration.ofMillis(1);
                        case "s" -> Duration.ofSeconds(1);
                        case "m" -> Duration.ofMinutes(1);
                        case "h" -> Duration.ofHours(1);
                        default -> Duration.ZERO;
                    };
            if (!unit.isZero()) {
                return unit.multipliedBy(Long.parseLong(text.substring(0, digits)));
            }
        }
        throw new IllegalArgumentException("retries are delays like \"200ms,1s,5m,2h\", or \"none\"; cannot read \""
                + text + "\" in \"" + whole + "\"");
    }

    /** The delays as {@link #parse} reads them. */
    @Override
    public String toString() {
        return delays.isEmpty()
                ? "none"
                : delays.stream()
                        .map(each -> each.toMillis() % 1_000 == 0 ? each.toSeconds() + "s" : each.toMillis() + "ms")
                        .collect(Collectors.joining(","));
    }
}

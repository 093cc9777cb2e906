// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.math.BigInteger;

/** A place in the log, in the words of people and in those of the host. */
final class Place {

    static final String WORDS =
            "now, beginning, position:N, last:N (1 to 1000) or a time: -10m, -2w, 2026-01-31T12:00:00Z.";

    /** As many as the host goes back. */
    private static final int MOST = 1_000;

    private Place() {}

    /**
     * In the words of the host.
     *
     * @throws Failure if it is no place
     */
    static String of(String text) {
        if (text.matches("[0-9]{1,20}")) {
            return "position:" + text;
        }
        String time = TimeRange.time(text.startsWith("time:") ? text.substring("time:".length()) : text);
        if (time.matches("-[0-9]{1,9}[smhd]|[0-9]{4}-.*T.*")) {
            return "time:" + time;
        }
        return switch (text) {
            case "now", "latest" -> "now";
            case "beginning", "earliest" -> "beginning";
            default -> {
                if (text.matches("position:[0-9]{1,20}")) {
                    yield text;
                }
                if (text.matches("last:[0-9]{1,20}")) {
                    yield last(text);
                }
                throw new Failure(
                        Exit.REFUSED, "\"" + Words.safe(text) + "\" is no place in the log", "one is " + WORDS);
            }
        };
    }

    private static String last(String text) {
        BigInteger events = new BigInteger(text.substring("last:".length()));
        if (events.signum() == 0 || events.compareTo(BigInteger.valueOf(MOST)) > 0) {
            throw new Failure(
                    Exit.REFUSED,
                    "last: goes back 1 to " + MOST + " events, got " + events,
                    "for more: beginning, position:N or a time such as -10m");
        }
        return text;
    }
}

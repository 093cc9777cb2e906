// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;

/** A place in the log, in the words of people and in those of the host. */
final class Place {

    static final String WORDS = "now, beginning, position:N, last:N or a time: -10m, 2026-01-31T12:00:00Z.";

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
                if (text.matches("(position|last):[0-9]{1,20}")) {
                    yield text;
                }
                throw new Failure(
                        Exit.REFUSED, "\"" + Words.safe(text) + "\" is no place in the log", "one is " + WORDS);
            }
        };
    }
}

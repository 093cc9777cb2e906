// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.http.Query;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** From when to when. */
final class TimeRange {

    private static final Pattern WEEKS = Pattern.compile("-?([0-9]{1,8})w");

    @Option(
            names = {"--from", "--since"},
            paramLabel = "TIME",
            description = "From this time or position on: 2026-01-31T12:00:00Z, -15m, 15m (ago), 2w, 1042.")
    String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "Before this time or position.")
    String to = "";

    Query addTo(Query query) {
        return query.with("from", time(from)).with("to", time(to));
    }

    /** A span alone means so long ago; a host counts in seconds at least and in days at most. */
    static String time(String text) {
        Matcher weeks = WEEKS.matcher(text);
        if (weeks.matches()) {
            return "-" + 7 * Long.parseLong(weeks.group(1)) + "d";
        }
        return text.matches("[0-9]{1,9}[smhd]") ? "-" + text : text;
    }
}

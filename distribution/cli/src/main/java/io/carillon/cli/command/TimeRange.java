// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.http.Query;
import picocli.CommandLine.Option;

/** From when to when. */
final class TimeRange {

    @Option(
            names = {"--from", "--since"},
            paramLabel = "TIME",
            description = "From this time or position on: 2026-01-31T12:00:00Z, -15m, 15m (ago), 1042.")
    String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "Before this time or position.")
    String to = "";

    Query addTo(Query query) {
        return query.with("from", time(from)).with("to", time(to));
    }

    /** A span alone means so long ago. */
    static String time(String text) {
        return text.matches("[0-9]+(ms|s|m|h|d|w)") ? "-" + text : text;
    }
}

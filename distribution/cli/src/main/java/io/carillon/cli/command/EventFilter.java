// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.http.Query;
import java.util.List;
import picocli.CommandLine.Option;

/** Which events are meant. */
final class EventFilter {

    @Option(names = "--type", paramLabel = "PATTERN", description = "Type; * one segment, ** any. Repeat for or.")
    List<String> types = List.of();

    @Option(names = "--source", paramLabel = "SOURCE", description = "Who published it. Repeat for or.")
    List<String> sources = List.of();

    @Option(names = "--subject", paramLabel = "SUBJECT", description = "What it is about.")
    String subject = "";

    @Option(names = "--correlation", paramLabel = "ID", description = "Correlation.")
    String correlation = "";

    @Option(names = "--causation", paramLabel = "ID", description = "Event that caused it.")
    String causation = "";

    @Option(names = "--actor", paramLabel = "NAME", description = "On whose behalf.")
    String actor = "";

    @Option(names = "--tenant", paramLabel = "NAME", description = "Whose it is.")
    String tenant = "";

    @Option(names = "--severity", paramLabel = "LEVEL", description = "This severity or worse.")
    String severity = "";

    @Option(names = "--search", paramLabel = "WORDS", description = "Words in type, subject or data.")
    String words = "";

    @Option(names = "--data", paramLabel = "/POINTER=VALUE", description = "A value in the data. Repeat for and.")
    List<String> data = List.of();

    @Option(names = "--filter", paramLabel = "SQL", description = "CloudEvents SQL over the attributes.")
    String filter = "";

    /** What was chosen, for a sentence. */
    List<String> words() {
        String query = addTo(Query.of("")).toString();
        return query.isEmpty() ? List.of() : List.of(query.substring(1).split("&"));
    }

    Query addTo(Query query) {
        return query.with("type", types)
                .with("source", sources)
                .with("subject", subject)
                .with("correlationid", correlation)
                .with("causationid", causation)
                .with("actor", actor)
                .with("tenant", tenant)
                .with("severity", severity)
                .with("q", words)
                .with("data", data)
                .with("filter", filter);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.http.Query;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

    @Option(
            names = {"--where", "--data"},
            paramLabel = "/POINTER=VALUE",
            description = "A value in the data, by = != < <= > or >=. Repeat for and.")
    List<String> where = List.of();

    @Option(names = "--filter", paramLabel = "JSON", description = "A filter of CloudEvents, see /api/docs.")
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
                .with("data", conditions().map(DataCondition::text).toList())
                .with("filter", filter);
    }

    /** For a live stream, which takes as one filter what has parameters of its own elsewhere. */
    Query addToStream(Query query) {
        List<Json> all = filters();
        return query.with("type", types)
                .with("source", sources)
                .with("subject", subject)
                .with("correlationid", correlation)
                .with("filter", all.isEmpty() ? "" : Json.of(all).compact());
    }

    /** As members of a frame that subscribes, for more patterns of types besides. */
    Map<String, Object> members(List<String> patterns) {
        List<Json> all = new ArrayList<>(filters());
        exact("subject", subject).ifPresent(all::add);
        exact("correlationid", correlation).ifPresent(all::add);
        List<String> wanted = Stream.concat(patterns.stream(), types.stream()).toList();
        return Map.of("types", wanted, "sources", sources, "filter", all);
    }

    private List<Json> filters() {
        if (!severity.isEmpty() || !words.isEmpty()) {
            throw new Failure(
                    Exit.REFUSED,
                    "a live stream looks neither for words nor for severities",
                    "choose by --type or --where, or look afterwards: carillon events list");
        }
        List<Json> all = new ArrayList<>();
        if (!filter.isEmpty()) {
            Json given = json(filter);
            all.addAll(given.isList() ? given.elements() : List.of(given));
        }
        conditions().map(DataCondition::filter).forEach(all::add);
        exact("causationid", causation).ifPresent(all::add);
        exact("authid", actor).ifPresent(all::add);
        exact("tenantid", tenant).ifPresent(all::add);
        return all;
    }

    private static Optional<Json> exact(String name, String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(Json.of(Map.of("exact", Map.of(name, value))));
    }

    private Stream<DataCondition> conditions() {
        return where.stream().map(DataCondition::parse);
    }

    private static Json json(String text) {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new Failure(
                    Exit.REFUSED,
                    "--filter is not JSON",
                    "for instance: --filter '{\"prefix\":{\"source\":\"/shop\"}}'",
                    e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.carillon.benchmarks.Pairing.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The outcome of a run as a table for people and as JSON for programs. */
record Report(AppendPlan plan, List<Result> results) {

    Report {
        results = List.copyOf(results);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        line(table, "OURS", "OURS/S", "PEER", "PEER/S", "RATIO", "GOAL");
        for (Result result : results) {
            line(
                    table,
                    result.ours(),
                    String.format(Locale.ROOT, "%.0f", result.oursPerSecond()),
                    result.peer(),
                    String.format(Locale.ROOT, "%.0f", result.peerPerSecond()),
                    String.format(Locale.ROOT, "%.2f", result.ratio()),
                    String.format(
                            Locale.ROOT, "%.1f %s", result.goal(), result.ratio() >= result.goal() ? "met" : "missed"));
        }
        return table.toString();
    }

    private static void line(StringBuilder table, Object... cells) {
        table.append(String.format(Locale.ROOT, "%-22s %8s  %-20s %8s  %6s  %s%n", cells));
    }

    void write(Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("publishers", plan.publishers());
        json.put("eventBytes", Payload.BYTES);
        json.put("rounds", plan.rounds());
        json.put("secondsPerRound", plan.length().toMillis() / 1000.0);
        json.put("java", System.getProperty("java.version"));
        json.put("processors", Runtime.getRuntime().availableProcessors());
        json.put("results", results.stream().map(Report::json).toList());
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), json);
    }

    private static Map<String, Object> json(Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ours", result.ours());
        json.put("peer", result.peer());
        json.put("oursPerSecond", Math.round(result.oursPerSecond()));
        json.put("peerPerSecond", Math.round(result.peerPerSecond()));
        json.put("ratio", Math.round(result.ratio() * 100) / 100.0);
        json.put("goal", result.goal());
        json.put("ourRounds", result.ourRounds().stream().map(Math::round).toList());
        json.put("peerRounds", result.peerRounds().stream().map(Math::round).toList());
        return json;
    }
}

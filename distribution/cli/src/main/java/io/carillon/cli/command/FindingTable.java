// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.local.Finding;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Output;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows what was looked at, and how it is. */
final class FindingTable {

    private FindingTable() {}

    static boolean hasProblem(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.state() == Finding.State.PROBLEM);
    }

    static void print(Output output, List<Finding> findings) {
        if (!output.columns()) {
            List<Json> items = findings.stream().map(Finding::json).toList();
            output.list(
                    Json.of(Map.of("items", items)).compact().getBytes(StandardCharsets.UTF_8),
                    items,
                    List.of(
                            Column.text("CHECK", "check"),
                            Column.text("STATE", "state"),
                            Column.text("DETAIL", "detail"),
                            Column.text("HINT", "hint")));
            return;
        }
        for (Finding finding : findings) {
            output.line(String.format(
                    Locale.ROOT,
                    "[%c] %-24s %-8s %s",
                    finding.state().sign(),
                    Words.safe(finding.check()),
                    finding.word(),
                    Words.line(finding.detail())));
            if (!finding.hint().isEmpty()) {
                output.line("      hint: " + Words.line(finding.hint()));
            }
        }
    }
}

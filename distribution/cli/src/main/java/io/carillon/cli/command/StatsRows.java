// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Statistics as rows, the most frequent first. */
final class StatsRows {

    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int WIDTH = 24;

    private StatsRows() {}

    static List<Json> of(Json stats) {
        List<Json> rows = new ArrayList<>();
        double total = stats.at("total").number();
        double rate = stats.at("ratePerSecond").number();
        stats.at("groups").members().forEach((name, count) -> {
            double share = total > 0 ? count.number() / total : 0;
            Json perSecond = rate > 0 ? Json.of(Math.round(share * rate * 100) / 100.0) : Json.NULL;
            rows.add(Json.object("name", name, "count", count, "rate", perSecond));
        });
        rows.sort(Comparator.comparingDouble(row -> -row.at("count").number()));
        return rows;
    }

    static List<Column> columns(String by) {
        return List.of(
                Column.text(by.toUpperCase(Locale.ROOT), "name"),
                Column.number("COUNT", "count"),
                Column.number("RATE/S", "rate"));
    }

    /** A series as a line of bars, folded to a width that fits. */
    static String spark(Json series) {
        List<Json> values = series.elements();
        if (values.isEmpty()) {
            return "";
        }
        int width = Math.min(WIDTH, values.size());
        double[] sums = new double[width];
        for (int i = 0; i < values.size(); i++) {
            sums[i * width / values.size()] += values.get(i).number();
        }
        double most = 1;
        for (double sum : sums) {
            most = Math.max(most, sum);
        }
        StringBuilder bars = new StringBuilder();
        for (double sum : sums) {
            bars.append(BARS.charAt((int) Math.min(BARS.length() - 1, sum * BARS.length() / (most + 1))));
        }
        return bars.toString();
    }
}

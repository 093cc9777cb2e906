// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headers, printed in aligned columns; headers that begin with {@code >} are aligned to the right.
 *
 * @param headers one per column
 * @param rows cells in the order of the headers; any text is safe
 */
record Table(List<String> headers, List<List<String>> rows) {

    private static final String GAP = "  ";

    Table {
        headers = List.copyOf(headers);
        rows = List.copyOf(rows);
    }

    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(headers.stream().map(header -> header.replace(">", "")).toList());
        rows.forEach(row -> lines.add(row.stream().map(Printable::text).toList()));
        int[] widths = widths(lines);
        StringBuilder out = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = line.get(column);
                String padding = " ".repeat(widths[column] - cell.codePointCount(0, cell.length()));
                row.append(column == 0 ? "" : GAP);
                row.append(headers.get(column).startsWith(">") ? padding + cell : cell + padding);
            }
            out.append(out.isEmpty() ? "" : "\n").append(row.toString().stripTrailing());
        }
        return out.toString();
    }

    private int[] widths(List<List<String>> lines) {
        int[] widths = new int[headers.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                String cell = line.get(column);
                widths[column] = Math.max(widths[column], cell.codePointCount(0, cell.length()));
            }
        }
        return widths;
    }
}

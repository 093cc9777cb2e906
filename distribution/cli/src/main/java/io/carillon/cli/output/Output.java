// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.output;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Prints what a host answered in the form the caller chose. Without a choice: a table on a terminal, and in a pipe the same
 * columns apart by tabs, without header, whole and as the host wrote them.
 */
public final class Output {

    /** A table on a terminal cuts its last column here. */
    private static final int WIDEST_REST = 100;

    private final PrintStream out;
    private final boolean terminal;
    private final Optional<Format> chosen;
    private final Style style;

    public Output(PrintStream out, boolean terminal, Optional<Format> chosen, Style style) {
        this.out = out;
        this.terminal = terminal;
        this.chosen = chosen;
        this.style = style;
    }

    public Style style() {
        return style;
    }

    /** Whether people read this, or programs that take columns. */
    public boolean columns() {
        return chosen.isEmpty() || chosen.get() == Format.TABLE;
    }

    public boolean is(Format format) {
        return chosen.isPresent() && chosen.get() == format;
    }

    /** Prints a list: the {@code items} of the body, or the body itself. */
    public void list(byte[] body, Json parsed, List<Column> columns) {
        List<Json> items =
                parsed.isList() ? parsed.elements() : parsed.at("items").elements();
        list(body, items, columns);
    }

    /** Prints items that were taken from the body. */
    public void list(byte[] body, List<Json> items, List<Column> columns) {
        if (is(Format.JSON) || is(Format.RAW)) {
            bytes(body);
        } else if (is(Format.NDJSON)) {
            items.forEach(item -> line(item.compact()));
        } else if (is(Format.CSV)) {
            line(columns.stream()
                    .map(column -> csv(column.name().toLowerCase(java.util.Locale.ROOT)))
                    .collect(Collectors.joining(",")));
            items.forEach(item -> line(columns.stream()
                    .map(column -> csv(Style.text(column.value().apply(item))))
                    .collect(Collectors.joining(","))));
        } else if (terminal || is(Format.TABLE)) {
            table(items, columns);
        } else {
            items.forEach(item -> plain(item, columns));
        }
    }

    /** Prints one thing with all it has: a name and a value a line. */
    public void one(byte[] body, Json parsed) {
        one(
                body,
                parsed,
                parsed.members().keySet().stream()
                        .map(member -> Column.text(member, member))
                        .toList());
    }

    /** Prints one thing: a name and a value a line, in a pipe apart by a tab. */
    public void one(byte[] body, Json parsed, List<Column> columns) {
        if (!columns()) {
            list(body, List.of(parsed), columns);
            return;
        }
        boolean plain = !terminal && chosen.isEmpty();
        int width = columns.stream()
                .mapToInt(column -> column.name().length())
                .max()
                .orElse(0);
        for (Column column : columns) {
            Json value = column.value().apply(parsed);
            if (value.isNull() || value.text().isEmpty()) {
                continue;
            }
            if (plain) {
                line(column.name() + "\t" + Printable.line(Style.text(value)));
            } else {
                String name = column.name() + " ".repeat(width - column.name().length());
                line(style.bold(name) + "  " + style.cell(column.kind(), value));
            }
        }
    }

    private void plain(Json item, List<Column> columns) {
        line(columns.stream()
                .map(column -> Printable.line(Style.text(column.value().apply(item))))
                .collect(Collectors.joining("\t")));
    }

    private void table(List<Json> items, List<Column> columns) {
        if (items.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Column::name).toList());
        for (Json item : items) {
            rows.add(columns.stream().map(column -> cell(column, item)).toList());
        }
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                text.append(i == 0 ? "" : "  ")
                        .append(padded(
                                rows.get(r).get(i), widths[i], columns.get(i).kind()));
            }
            line(
                    r == 0
                            ? style.bold(text.toString().stripTrailing())
                            : text.toString().stripTrailing());
        }
    }

    private String cell(Column column, Json item) {
        String cell = style.cell(column.kind(), column.value().apply(item));
        return column.kind() == Column.Kind.REST && terminal ? Printable.shortened(cell, WIDEST_REST) : cell;
    }

    private static String padded(String cell, int width, Column.Kind kind) {
        String space = " ".repeat(width - cell.length());
        return kind == Column.Kind.NUMBER ? space + cell : cell + space;
    }

    /** Prints a line that is safe to show. */
    public void line(String text) {
        out.print(terminal && !columns() ? Printable.lines(text) : text);
        out.print('\n');
        requireReader();
    }

    /** Ends the command when nobody reads what it prints. */
    private void requireReader() {
        if (out.checkError()) {
            throw new Failure(Exit.OUTPUT_CLOSED, "nobody reads the output any more", "");
        }
    }

    /** Prints a body as it came, with an end of line; on a terminal what would move the cursor is escaped. */
    public void bytes(byte[] body) {
        if (terminal) {
            out.print(Printable.lines(new String(body, StandardCharsets.UTF_8)));
        } else {
            out.write(body, 0, body.length);
        }
        if (body.length > 0 && body[body.length - 1] != '\n') {
            out.print('\n');
        }
        requireReader();
    }

    private static String csv(String value) {
        boolean quote = value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quote ? "\"" + value.replace("\"", "\"\"") + "\"" : value;
    }
}

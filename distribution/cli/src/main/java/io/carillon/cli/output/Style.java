// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.output;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How values look to people.
 *
 * @param zone of times
 * @param colour whether bold is allowed
 */
public record Style(ZoneId zone, boolean colour) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    /** A time as RFC 3339 writes it, in the zone; what is no time stays as it is. */
    public String time(String text) {
        if (text.isEmpty()) {
            return "–";
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return TIME.format(instant.atZone(zone));
        } catch (DateTimeException e) {
            return Printable.line(text);
        }
    }

    /** A number with its digits in groups. */
    public String number(Json number) {
        if (number.isNull()) {
            return "–";
        }
        double value = number.number();
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) value).replace(',', ' ')
                : String.format(Locale.ROOT, "%.2f", value);
    }

    /** A value for a cell: one line without anything that moves the cursor. */
    public String cell(Column.Kind kind, Json value) {
        return switch (kind) {
            case TIME -> time(value.text());
            case NUMBER -> number(value);
            case TEXT, REST -> text(value).isEmpty() ? "–" : Printable.line(text(value));
        };
    }

    /** A value as one text: of a list of plain values, those, apart by commas. */
    static String text(Json value) {
        boolean plain = value.isList()
                && value.elements().stream().noneMatch(element -> element.isList() || element.isObject());
        return plain ? value.elements().stream().map(Json::text).collect(Collectors.joining(", ")) : value.text();
    }

    public String bold(String text) {
        return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
    }
}

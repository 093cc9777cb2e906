// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.output;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param name its header
 * @param kind how its values are shown
 * @param value takes the value from an item
 */
public record Column(String name, Kind kind, Function<Json, Json> value) {

    /** How values are shown to people; files and programs get them as they are. */
    public enum Kind {
        TEXT,
        /** Local time. */
        TIME,
        /** Digits in groups, flush right. */
        NUMBER,
        /** The last column: as much as fits. */
        REST
    }

    /** A text at a path of the item. */
    public static Column text(String name, String... path) {
        return new Column(name, Kind.TEXT, item -> item.at(path));
    }

    public static Column time(String name, String... path) {
        return new Column(name, Kind.TIME, item -> item.at(path));
    }

    public static Column number(String name, String... path) {
        return new Column(name, Kind.NUMBER, item -> item.at(path));
    }

    public static Column rest(String name, String... path) {
        return new Column(name, Kind.REST, item -> item.at(path));
    }

    /** A column made from the whole item. */
    public static Column of(String name, Kind kind, Function<Json, String> value) {
        return new Column(name, kind, item -> Json.of(value.apply(item)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How options stand in tables. */
final class ConfigRows {

    static final List<Column> COLUMNS = List.of(
            Column.text("KEY", "key"),
            Column.text("VALUE", "value"),
            Column.text("DEFAULT", "default"),
            Column.text("SOURCE", "source"),
            Column.rest("WHERE", "where"));

    static final List<Column> EXPLAINED = List.of(
            Column.text("key", "key"),
            Column.text("value", "value"),
            Column.text("default", "default"),
            Column.text("source", "source"),
            Column.text("where", "where"),
            Column.of("type", Column.Kind.TEXT, ConfigRows::type),
            Column.text("range", "range"),
            Column.text("choices", "choices"),
            Column.text("locked", "locked"),
            Column.text("restart", "restart"),
            Column.text("says", "description"));

    private ConfigRows() {}

    /** What an option takes, in words. */
    private static String type(Json option) {
        return (option.at("several").isTrue() ? "list of " : "")
                + option.at("type").text();
    }

    /** The values by their whole keys: the last part is enough where only one option has it. */
    static Json fullKeys(Json values, Json options) {
        List<String> keys = options.at("items").elements().stream()
                .map(option -> option.at("key").text())
                .toList();
        Map<String, Json> full = new LinkedHashMap<>();
        values.members().forEach((name, value) -> {
            List<String> found =
                    keys.stream().filter(key -> key.endsWith("." + name)).toList();
            full.put(found.size() == 1 ? found.get(0) : name, value);
        });
        return Json.of(full);
    }
}

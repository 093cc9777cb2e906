// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How events stand in tables. */
final class EventColumns {

    static final List<Column> LIST = List.of(
            Column.time("TIME", "time"),
            Column.text("TYPE", "type"),
            Column.text("SOURCE", "source"),
            Column.text("SUBJECT", "subject"),
            Column.text("ID", "id"),
            Column.text("CORRELATION", "correlationid"),
            Column.of("DATA", Column.Kind.REST, EventColumns::summary));

    private EventColumns() {}

    /** The members of the data, {@code name=value}; the data itself when it is no object. */
    static String summary(Json event) {
        Json data = event.at("data");
        if (!data.isObject()) {
            return data.isNull() && !event.at("data_base64").isNull() ? "(binary)" : data.text();
        }
        return data.members().entrySet().stream().map(EventColumns::pair).collect(Collectors.joining(" "));
    }

    private static String pair(Map.Entry<String, Json> member) {
        return member.getKey() + "=" + member.getValue().text();
    }
}

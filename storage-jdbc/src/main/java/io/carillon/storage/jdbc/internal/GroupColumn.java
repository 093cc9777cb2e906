// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Severity;
import io.carillon.events.store.EventGroup;
import org.jspecify.annotations.Nullable;

/** Counts events by a column. */
enum GroupColumn {
    TYPE("l.type_id"),
    SOURCE("l.source"),
    TENANT("l.tenant"),
    SEVERITY(severityName());

    private final String column;

    GroupColumn(String column) {
        this.column = column;
    }

    static GroupColumn of(EventGroup.Key key) {
        return valueOf(key.name());
    }

    /** Value, count, first and last recorded time of each group. */
    String sql(String fromWhere) {
        String groups = "SELECT " + column + " AS value, count(*) AS events, min(l.recorded_micros) AS earliest,"
                + " max(l.recorded_micros) AS latest " + fromWhere + " GROUP BY 1";
        String named = this == TYPE
                ? "SELECT t.name AS value, g.events, g.earliest, g.latest FROM (" + groups
                        + ") g JOIN carillon_event_type t ON t.type_id = g.value"
                : groups;
        return "SELECT value, events, earliest, latest FROM (" + named + ") n ORDER BY events DESC,"
                + " CASE WHEN value IS NULL THEN 0 ELSE 1 END, value LIMIT " + EventGroup.MAX_GROUPS;
    }

    @Nullable
    String value(@Nullable String stored) {
        return stored == null ? null : PlainText.decode(stored);
    }

    private static String severityName() {
        StringBuilder name = new StringBuilder("CASE l.severity");
        for (Severity severity : Severity.values()) {
            name.append(" WHEN ")
                    .append(EventRow.rank(severity))
                    .append(" THEN '")
                    .append(severity.name())
                    .append('\'');
        }
        return name.append(" END").toString();
    }
}

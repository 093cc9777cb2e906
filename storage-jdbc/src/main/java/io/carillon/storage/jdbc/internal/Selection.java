// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Severity;
import io.carillon.events.TypePattern;
import io.carillon.events.store.EventQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query in SQL. Patterns of types become their numbers; a range of times becomes a range of positions by
 * {@link TimeBlocks}, and stays as a condition because it is a superset. Where types lead, each is read by its own index
 * and the newest of all are taken, so that a page costs the same in a log of any length.
 */
final class Selection {

    /** Types that are read one by one; of more, the log is read in order. */
    private static final int MAX_BRANCHES = 32;

    private final EventQuery query;
    private final Dialect dialect;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private @Nullable List<Integer> typeIds;
    private boolean empty;

    private Selection(EventQuery query, Dialect dialect) {
        this.query = query;
        this.dialect = dialect;
    }

    static Selection of(EventQuery query, Dialect dialect, TypeDictionary types, Connection connection)
            throws SQLException {
        Selection selection = new Selection(query, dialect);
        selection.types(types);
        selection.attributes();
        if (query.withoutDeleted()) {
            selection.conditions.add("NOT l.deleted");
        }
        selection.times(connection);
        OptionalLong cursor = query.cursor();
        if (cursor.isPresent()) {
            selection.where("l.position " + (selection.ascending() ? ">" : "<") + " ?", cursor.getAsLong());
        }
        return selection;
    }

    /** The same without a place to start. */
    static EventQuery everything(EventQuery query) {
        return query.toBuilder().fromTheEnd().build();
    }

    /** Whether nothing can be selected. */
    boolean isEmpty() {
        return empty;
    }

    /** Values of the parameters, for {@link #where}; for {@link #positions} as often as it has branches. */
    List<Object> values() {
        return values;
    }

    String direction() {
        return ascending() ? "ASC" : "DESC";
    }

    private boolean ascending() {
        return query.order() == EventQuery.Order.ASCENDING;
    }

    /** The condition for counting. */
    String where() {
        List<String> all = new ArrayList<>(conditions);
        List<Integer> ids = typeIds;
        if (ids != null) {
            all.add((hasKey() ? dialect.unindexed("l.type_id") : "l.type_id") + in(ids));
        }
        return all.isEmpty() ? "" : "WHERE " + String.join(" AND ", all);
    }

    /**
     * A query for the positions of one page.
     *
     * @param limit as many at most
     */
    String positions(int limit) {
        String order = " ORDER BY l.position " + direction() + " LIMIT " + limit;
        List<Integer> ids = typeIds;
        if (ids == null || hasKey() || ids.size() > MAX_BRANCHES) {
            List<String> all = new ArrayList<>(conditions);
            if (ids != null) {
                all.add(dialect.unindexed("l.type_id") + in(ids));
            }
            String where = all.isEmpty() ? "" : "WHERE " + String.join(" AND ", all);
            return "SELECT l.position FROM carillon_event_log l " + where + order;
        }
        List<String> branches = new ArrayList<>();
        List<Object> once = List.copyOf(values);
        values.clear();
        for (int id : ids) {
            List<String> all = new ArrayList<>();
            all.add("l.type_id = " + id);
            all.addAll(conditions);
            branches.add("SELECT b.position FROM (SELECT l.position FROM carillon_event_log l WHERE "
                    + String.join(" AND ", all) + order + ") b");
            values.addAll(once);
        }
        return "SELECT u.position FROM (" + String.join(" UNION ALL ", branches) + ") u ORDER BY u.position "
                + direction() + " LIMIT " + limit;
    }

    private static String in(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", ", " IN (", ")"));
    }

    /** Whether an attribute with an index of its own is asked for, which selects more finely than a type. */
    private boolean hasKey() {
        return query.subject() != null || query.correlationId() != null;
    }

    private void types(TypeDictionary types) {
        if (query.types().isEmpty()) {
            return;
        }
        List<Integer> ids = new ArrayList<>();
        for (Map.Entry<String, Integer> each : types.all().entrySet()) {
            if (query.types().stream().anyMatch(pattern -> pattern.matches(each.getKey()))) {
                ids.add(each.getValue());
            }
        }
        Collections.sort(ids);
        empty |= ids.isEmpty();
        boolean all = ids.size() == types.size();
        typeIds = all && query.types().stream().noneMatch(TypePattern::isExact) ? null : ids;
    }

    private void attributes() {
        text("l.subject = ?", query.subject());
        text(dialect.correlationIs(), query.correlationId());
        text("l.causation_id = ?", query.causationId());
        text("l.actor = ?", query.actor());
        text("l.tenant = ?", query.tenant());
        if (!query.sources().isEmpty()) {
            String marks = query.sources().stream().map(source -> "?").collect(Collectors.joining(", ", "(", ")"));
            conditions.add("l.source IN " + marks);
            query.sources().forEach(source -> values.add(PlainText.encode(source)));
        }
        Severity severity = query.severity();
        if (severity != null) {
            where("l.severity >= ?", EventRow.rank(severity));
        }
    }

    private void text(String condition, @Nullable String value) {
        if (value != null) {
            conditions.add(condition);
            for (int i = 0; i < condition.length(); i++) {
                if (condition.charAt(i) == '?') {
                    values.add(PlainText.encode(value));
                }
            }
        }
    }

    private void where(String condition, Object value) {
        conditions.add(condition);
        values.add(value);
    }

    private void times(Connection connection) throws SQLException {
        Instant from = query.from();
        Instant to = query.to();
        if (from == null && to == null) {
            return;
        }
        long earliest = from == null ? Long.MIN_VALUE : EventTime.micros(from);
        long latest = to == null ? Long.MAX_VALUE : EventTime.micros(to);
        try (PreparedStatement blocks = connection.prepareStatement(
                "SELECT min(block), max(block)" + " FROM carillon_time_block WHERE latest >= ? AND earliest <= ?")) {
            blocks.setLong(1, earliest);
            blocks.setLong(2, latest);
            try (ResultSet row = blocks.executeQuery()) {
                row.next();
                long first = row.getLong(1);
                empty |= row.wasNull();
                where("l.position >= ?", TimeBlocks.first(first));
                where("l.position <= ?", TimeBlocks.last(row.getLong(2)));
            }
        }
        if (from != null) {
            after(earliest, EventTime.nanos(from), ">=");
        }
        if (to != null) {
            after(latest, EventTime.nanos(to), "<");
        }
    }

    private void after(long micros, int nanos, String comparison) {
        conditions.add("(l.time_micros, l.time_nanos) " + comparison + " (?, ?)");
        values.add(micros);
        values.add(nanos);
    }
}

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
 * and the newest of all are taken, so that a page costs the same in a log of any length. The event that begins a
 * correlation is not in the index of correlation ids: its id is that of the correlation.
 */
final class Selection {

    /** Types that are read one by one; of more, the log is read in order. */
    private static final int MAX_BRANCHES = 32;

    /**
     * What a branch is found by.
     *
     * @param few whether that is so few rows that they need no order to be read in
     */
    private record Lead(String condition, List<Object> values, boolean few) {}

    private final EventQuery query;
    private final Dialect dialect;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    /** No two of them find the same event; without any the log is read by its conditions. */
    private final List<Lead> leads = new ArrayList<>();

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
        selection.correlation(query.correlationId());
        selection.attributes();
        if (query.withoutDeleted()) {
            selection.conditions.add("NOT l.deleted");
        }
        selection.times(connection);
        selection.positions();
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

    /** Values of the parameters of what was asked for. */
    List<Object> values() {
        return values;
    }

    String direction() {
        return ascending() ? "ASC" : "DESC";
    }

    private boolean ascending() {
        return query.order() == EventQuery.Order.ASCENDING;
    }

    /** The condition for all that is selected; ends the use of this selection, but for its values. */
    String where() {
        List<Integer> ids = typeIds;
        if (ids != null) {
            conditions.add((hasKey() ? dialect.unindexed("l.type_id") : "l.type_id") + in(ids));
        }
        if (leads.isEmpty()) {
            return conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
        }
        return "WHERE l.position IN (" + String.join(" UNION ALL ", branches("")) + ")";
    }

    /**
     * A query for the positions of one page; ends the use of this selection, but for its values.
     *
     * @param limit as many at most
     */
    String positions(int limit) {
        List<Integer> ids = typeIds;
        if (ids != null && (hasKey() || ids.size() > MAX_BRANCHES)) {
            conditions.add(dialect.unindexed("l.type_id") + in(ids));
        } else if (ids != null) {
            ids.forEach(id -> leads.add(new Lead("l.type_id = " + id, List.of(), false)));
        }
        List<String> branches = branches(" ORDER BY l.position " + direction() + " LIMIT " + limit);
        return branches.size() == 1
                ? branches.get(0)
                : "SELECT u.position FROM (SELECT b.position FROM ("
                        + String.join(") b UNION ALL SELECT b.position FROM (", branches)
                        + ") b) u ORDER BY u.position " + direction() + " LIMIT " + limit;
    }

    private List<String> branches(String order) {
        String select = "SELECT l.position FROM carillon_event_log l ";
        if (leads.isEmpty()) {
            return List.of(select + (conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions)) + order);
        }
        List<Object> shared = List.copyOf(values);
        values.clear();
        List<String> branches = new ArrayList<>();
        for (Lead lead : leads) {
            List<String> all = new ArrayList<>();
            all.add(lead.condition());
            all.addAll(conditions);
            branches.add(select + "WHERE " + String.join(" AND ", all) + (lead.few() ? "" : order));
            values.addAll(lead.values());
            values.addAll(shared);
        }
        return branches;
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

    private void correlation(@Nullable String id) {
        if (id != null) {
            lead(dialect.correlationIs(), id, false);
            lead("l.id = ? AND l.correlation_id = ?", id, true);
        }
    }

    private void lead(String condition, String value, boolean few) {
        int parameters = (int) condition.chars().filter(c -> c == '?').count();
        leads.add(new Lead(condition, Collections.nCopies(parameters, PlainText.encode(value)), few));
    }

    private void attributes() {
        text("l.subject = ?", query.subject());
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
            where(condition, PlainText.encode(value));
        }
    }

    private void where(String condition, Object value) {
        conditions.add(condition);
        values.add(value);
    }

    private void positions() {
        if (query.firstPosition() > 1) {
            where("l.position >= ?", query.firstPosition());
        }
        if (query.endPosition() < Long.MAX_VALUE) {
            where("l.position < ?", query.endPosition());
        }
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

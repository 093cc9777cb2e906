// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.sql.SQLException;

/**
 * How many events of each type there are, and when the newest came. What is stored of a type covers the positions up to
 * the head row's {@code counted_to}; the few after it are counted when somebody asks. So most commits count nothing: one
 * does that widens a {@link TimeBlocks block}, which is the first of each block at least, for those before it.
 */
final class TypeCounts {

    /** Whoever adds what is not counted yet says so in the head row, in the same transaction. */
    static final String COUNTED = "counted_to = position";

    /** Not counted yet, by type. Two limits keep an engine from reading the log from end to end. */
    private static final String UNCOUNTED =
            "(SELECT type_id, count(*) AS events, max(position) AS newest FROM carillon_event_log"
                    + " WHERE position > (SELECT counted_to FROM carillon_head WHERE one = 1)"
                    + " AND position <= (SELECT position FROM carillon_head WHERE one = 1) GROUP BY type_id) c";

    private static final String LAST_SEEN =
            "(SELECT l.recorded_micros FROM carillon_event_log l WHERE l.position = c.newest)";

    /** Adds what is not counted yet. */
    static final String COUNT = count("");

    /** All types that have events. */
    static final String SELECT = "SELECT e.name, e.events + coalesce(c.events, 0), e.first_seen, coalesce(" + LAST_SEEN
            + ", e.last_seen) FROM carillon_event_type e LEFT JOIN " + UNCOUNTED + " ON c.type_id = e.type_id"
            + " WHERE e.events + coalesce(c.events, 0) > 0 ORDER BY e.name";

    private TypeCounts() {}

    /** @param condition a table, and a comma, without whose row nothing is added */
    static String count(String condition) {
        return "UPDATE carillon_event_type AS e SET events = e.events + c.events, last_seen = " + LAST_SEEN + " FROM "
                + condition + UNCOUNTED + " WHERE e.type_id = c.type_id";
    }

    /** Counts all there is. */
    static void count(WriterSession session) throws SQLException {
        session.statement(COUNT).executeUpdate();
        session.statement("UPDATE carillon_head SET " + COUNTED + " WHERE one = 1")
                .executeUpdate();
    }
}

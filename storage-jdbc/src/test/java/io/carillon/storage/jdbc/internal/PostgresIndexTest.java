// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.WriteUnit;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Which indexes the server used for what the store asked, by the server's own counters. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PostgresIndexTest {

    private static final String PRIMARY_KEY = "carillon_event_log_pkey";
    private static final int EVENTS = 20_000;
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final PostgresFixture fixture = new PostgresFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void hot_queries_read_the_log_by_their_indexes_and_never_from_end_to_end() {
        try (EventStore store = fixture.createEmpty()) {
            fill(store);
        }
        fixture.execute("ANALYZE");
        long scans = scansOfTheLog();

        assertUses(PRIMARY_KEY, store -> assertThat(store.readAfter(EVENTS - 5L, 10))
                .hasSize(5));
        assertUses("carillon_event_log_identity", store -> assertThat(store.find("id-77"))
                .hasSize(1));
        assertUses("carillon_event_log_subject", query().subject("subject-7"));
        assertUses("carillon_event_log_subject", store -> assertThat(store.stream("subject-7"))
                .isPresent());
        assertUses("carillon_event_log_correlation", query().correlationId("correlation-7"));
        assertUses("carillon_event_log_type", query().types("type-7.happened"));
        assertUses("carillon_event_log_identity", query().correlationId("correlation-7"));
        assertUses(PRIMARY_KEY, store -> assertThat(store.types()).hasSize(50));
        assertUses(PRIMARY_KEY, query().from(START.plusSeconds(10_000)).to(START.plusSeconds(10_020)));
        assertUses("carillon_event_log_subject", store -> store.commit(List.of(unit(EVENTS))));

        assertThat(scansOfTheLog()).as("scans of the whole log").isEqualTo(scans);
    }

    private static EventQuery.Builder query() {
        return EventQuery.builder().limit(10);
    }

    private void assertUses(String index, EventQuery.Builder query) {
        assertUses(
                index, store -> assertThat(store.query(query.build()).events()).hasSize(10));
    }

    /** A store of its own, since the server counts what a connection did when the connection ends. */
    private void assertUses(String index, Consumer<EventStore> use) {
        String counter = "SELECT idx_scan FROM pg_stat_user_indexes WHERE schemaname = current_schema()"
                + " AND indexrelname = '" + index + "'";
        long before = number(counter);
        try (EventStore store = fixture.reopen()) {
            use.accept(store);
        }
        Awaitility.await(index).untilAsserted(() -> assertThat(number(counter)).isGreaterThan(before));
    }

    private long scansOfTheLog() {
        return number("SELECT seq_scan FROM pg_stat_user_tables WHERE schemaname = current_schema()"
                + " AND relname = 'carillon_event_log'");
    }

    private long number(String sql) {
        try (Connection connection = Postgres.connect(fixture.schema());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fill(EventStore store) {
        for (int from = 0; from < EVENTS; from += EventStore.MAX_BATCH) {
            store.commit(IntStream.range(from, from + EventStore.MAX_BATCH)
                    .mapToObj(PostgresIndexTest::unit)
                    .toList());
        }
    }

    private static WriteUnit unit(int number) {
        EventDraft draft = EventDraft.builder("type-" + number % 50 + ".happened")
                .id("id-" + number)
                .source("/test")
                .time(START.plusSeconds(number))
                .subject("subject-" + number % 500)
                .correlationId("correlation-" + number % 1_000)
                .data(EventData.json("{}"))
                .build();
        return WriteUnit.of(new Change.Append(NewEvent.of(Event.of(draft), START, LogHash.body(draft))));
    }
}

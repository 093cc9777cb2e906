// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.SubscriptionReader;
import io.carillon.events.store.SubscriptionRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads subscriptions, once-keys and dead letters. */
final class SubscriptionTables implements SubscriptionReader {

    private static final String SUBSCRIPTIONS = "SELECT name, plugin, types, generation, since, position, finished,"
            + " enabled, created FROM carillon_subscription";

    private final Readers readers;

    SubscriptionTables(Readers readers) {
        this.readers = readers;
    }

    @Override
    public List<SubscriptionRecord> subscriptions() {
        return readers.list(
                "list subscriptions",
                SUBSCRIPTIONS + " ORDER BY name LIMIT " + MAX_SUBSCRIPTIONS,
                SubscriptionTables::subscription);
    }

    @Override
    public Optional<SubscriptionRecord> subscription(String name) {
        return readers.one(
                "read a subscription",
                SUBSCRIPTIONS + " WHERE name = ?",
                SubscriptionTables::subscription,
                PlainText.encode(name));
    }

    private static SubscriptionRecord subscription(ResultSet row) throws SQLException {
        return new SubscriptionRecord(
                PlainText.decode(row.getString(1)),
                PlainText.decode(row.getString(2)),
                FlatJson.parseArray(row.getString(3)),
                row.getInt(4),
                row.getLong(5),
                row.getLong(6),
                Ranges.parse(row.getString(7)),
                row.getBoolean(8),
                Instant.parse(row.getString(9)));
    }

    @Override
    public boolean hasOnce(String subscription, String key) {
        return readers.one(
                        "look up a once-key",
                        "SELECT 1 FROM carillon_once WHERE subscription = ? AND once_key = ?",
                        row -> true,
                        PlainText.encode(subscription),
                        PlainText.encode(key))
                .isPresent();
    }

    @Override
    public List<DeadLetter> deadLetters(String subscription, long after, int limit) {
        return readers.list(
                "list dead letters",
                "SELECT position, attempts, cause, first_attempt, last_attempt, note FROM carillon_dead_letter"
                        + " WHERE subscription = ? AND position > ? ORDER BY position LIMIT " + Limits.page(limit),
                row -> new DeadLetter(
                        subscription,
                        row.getLong(1),
                        row.getInt(2),
                        PlainText.decode(row.getString(3)),
                        Instant.parse(row.getString(4)),
                        Instant.parse(row.getString(5)),
                        PlainText.decode(row.getString(6))),
                PlainText.encode(subscription),
                after);
    }

    @Override
    public long countDeadLetters(String subscription) {
        return readers.one(
                        "count dead letters",
                        "SELECT count(*) FROM carillon_dead_letter WHERE subscription = ?",
                        row -> row.getLong(1),
                        PlainText.encode(subscription))
                .orElse(0L);
    }
}

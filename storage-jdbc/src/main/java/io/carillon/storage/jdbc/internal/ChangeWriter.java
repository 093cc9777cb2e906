// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.SubscriptionRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;

/** Writes the changes of a group, one batch for each table. */
final class ChangeWriter {

    private final WriterSession session;

    ChangeWriter(WriterSession session) {
        this.session = session;
    }

    void write(ChangeSet changes) throws SQLException {
        removeSubscriptions(changes);
        subscriptions(changes);
        checkpoints(changes);
        once(changes);
        letters(changes);
        states(changes);
        documents(changes);
        if (!changes.maintenance.isEmpty()) {
            TypeCounts.count(session); // while the events are there, and whole
        }
        for (Change change : changes.maintenance) {
            if (change instanceof Change.DeleteData delete) {
                deleteData(delete.position());
            } else if (change instanceof Change.Truncate truncate) {
                truncate(truncate.upTo());
            }
        }
    }

    private void removeSubscriptions(ChangeSet changes) throws SQLException {
        Batch once = batch("DELETE FROM carillon_once WHERE subscription = ?");
        Batch letters = batch("DELETE FROM carillon_dead_letter WHERE subscription = ?");
        Batch subscriptions = batch("DELETE FROM carillon_subscription WHERE name = ?");
        for (String name : changes.removedSubscriptions) {
            once.add(PlainText.encode(name));
            letters.add(PlainText.encode(name));
            subscriptions.add(PlainText.encode(name));
        }
        once.execute();
        letters.execute();
        subscriptions.execute();
    }

    private void subscriptions(ChangeSet changes) throws SQLException {
        Batch batch = batch("INSERT INTO carillon_subscription"
                + " (name, plugin, types, generation, since, position, finished, enabled, created)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET plugin = excluded.plugin,"
                + " types = excluded.types, generation = excluded.generation, since = excluded.since,"
                + " position = excluded.position, finished = excluded.finished, enabled = excluded.enabled,"
                + " created = excluded.created");
        for (SubscriptionRecord each : changes.subscriptions.values()) {
            batch.add(
                    PlainText.encode(each.name()),
                    PlainText.encode(each.plugin()),
                    FlatJson.array(each.types()),
                    each.generation(),
                    each.since(),
                    each.position(),
                    Ranges.text(each.finished()),
                    each.enabled(),
                    each.created().toString());
        }
        batch.execute();
    }

    private void checkpoints(ChangeSet changes) throws SQLException {
        Batch batch = batch("UPDATE carillon_subscription SET position = ?, finished = ? WHERE name = ?");
        for (Change.Checkpoint each : changes.checkpoints.values()) {
            batch.add(each.position(), Ranges.text(each.finished()), PlainText.encode(each.subscription()));
        }
        batch.execute();
    }

    private void once(ChangeSet changes) throws SQLException {
        Batch batch = batch("INSERT INTO carillon_once (subscription, once_key, recorded) VALUES (?, ?, ?)"
                + " ON CONFLICT (subscription, once_key) DO UPDATE SET recorded = excluded.recorded");
        for (Map.Entry<ChangeSet.OnceKey, Instant> each : changes.once.entrySet()) {
            batch.add(
                    PlainText.encode(each.getKey().subscription()),
                    PlainText.encode(each.getKey().key()),
                    each.getValue().toString());
        }
        batch.execute();
    }

    private void letters(ChangeSet changes) throws SQLException {
        Batch put = batch("INSERT INTO carillon_dead_letter"
                + " (subscription, position, attempts, cause, first_attempt, last_attempt, note)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subscription, position) DO UPDATE SET"
                + " attempts = excluded.attempts, cause = excluded.cause, first_attempt = excluded.first_attempt,"
                + " last_attempt = excluded.last_attempt, note = excluded.note");
        Batch remove = batch("DELETE FROM carillon_dead_letter WHERE subscription = ? AND position = ?");
        for (ChangeSet.LetterKey key : changes.letters.keySet()) {
            String subscription = PlainText.encode(key.subscription());
            DeadLetter letter = changes.letters.get(key);
            if (letter == null) {
                remove.add(subscription, key.position());
            } else {
                put.add(
                        subscription,
                        key.position(),
                        letter.attempts(),
                        PlainText.encode(letter.cause()),
                        letter.first().toString(),
                        letter.last().toString(),
                        PlainText.encode(letter.note()));
            }
        }
        put.execute();
        remove.execute();
    }

    private void states(ChangeSet changes) throws SQLException {
        Batch put = batch("INSERT INTO carillon_plugin_state (plugin, state_key, json) VALUES (?, ?, ?)"
                + " ON CONFLICT (plugin, state_key) DO UPDATE SET json = excluded.json");
        Batch remove = batch("DELETE FROM carillon_plugin_state WHERE plugin = ? AND state_key = ?");
        for (ChangeSet.StateKey key : changes.states.keySet()) {
            String plugin = PlainText.encode(key.plugin());
            String name = PlainText.encode(key.key());
            String json = changes.states.get(key);
            if (json == null) {
                remove.add(plugin, name);
            } else {
                put.add(plugin, name, PlainText.encode(json));
            }
        }
        put.execute();
        remove.execute();
    }

    private void documents(ChangeSet changes) throws SQLException {
        Batch clear = batch("DELETE FROM carillon_document_index WHERE collection = ? AND document_key = ?");
        Batch remove = batch("DELETE FROM carillon_document WHERE collection = ? AND document_key = ?");
        Batch put = batch("INSERT INTO carillon_document (collection, document_key, json, revision, indexed)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (collection, document_key) DO UPDATE SET"
                + " json = excluded.json, revision = excluded.revision, indexed = excluded.indexed");
        Batch index = batch("INSERT INTO carillon_document_index (collection, name, value_hash, document_key)"
                + " VALUES (?, ?, ?, ?)");
        for (DocumentKey each : changes.documents.keySet()) {
            String collection = PlainText.encode(each.collection());
            String key = PlainText.encode(each.key());
            Document document = changes.documents.get(each);
            clear.add(collection, key);
            if (document == null) {
                remove.add(collection, key);
            } else {
                String indexed = FlatJson.object(document.index());
                put.add(collection, key, PlainText.encode(document.json()), document.revision(), indexed);
                for (Map.Entry<String, String> value : document.index().entrySet()) {
                    index.add(collection, PlainText.encode(value.getKey()), valueHash(value.getValue()), key);
                }
            }
        }
        clear.execute();
        remove.execute();
        put.execute();
        index.execute();
    }

    /** What an indexed value is found by. */
    static byte[] valueHash(String value) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(PlainText.encode(value).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void deleteData(long position) throws SQLException {
        Batch count = batch("UPDATE carillon_event_type SET events = events - 1 WHERE type_id ="
                + " (SELECT l.type_id FROM carillon_event_log l WHERE l.position = ? AND NOT l.deleted)");
        count.add(position);
        count.execute();
        Batch batch = batch(
                "UPDATE carillon_event_log SET data = NULL, data_encoding = NULL, deleted = ?" + " WHERE position = ?");
        batch.add(true, position);
        batch.execute();
    }

    private void truncate(long upTo) throws SQLException {
        for (String sql : new String[] {
            "INSERT INTO carillon_truncated_id (id, source, position, body_hash)"
                    + " SELECT id, source, position, body_hash FROM carillon_event_log WHERE position <= ?",
            "INSERT INTO carillon_stream (subject, revision, position)"
                    + " SELECT subject, max(stream_revision), max(position) FROM carillon_event_log"
                    + " WHERE position <= ? AND subject IS NOT NULL GROUP BY subject"
                    + " ON CONFLICT (subject) DO UPDATE SET"
                    + " revision = excluded.revision, position = excluded.position",
            "UPDATE carillon_event_type SET events = events - (SELECT count(*) FROM carillon_event_log l"
                    + " WHERE l.type_id = carillon_event_type.type_id AND l.position <= ? AND NOT l.deleted)",
            "DELETE FROM carillon_event_log WHERE position <= ?"
        }) {
            PreparedStatement statement = session.statement(sql);
            statement.setLong(1, upTo);
            statement.executeUpdate();
        }
    }

    private Batch batch(String sql) {
        return new Batch(sql);
    }

    /** Rows of one statement; without rows nothing is sent. */
    private final class Batch {

        private final String sql;
        private int rows;

        Batch(String sql) {
            this.sql = sql;
        }

        void add(Object... values) throws SQLException {
            PreparedStatement statement = rows++ == 0 ? session.statement(sql) : session.current(sql);
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.addBatch();
        }

        void execute() throws SQLException {
            if (rows > 0) {
                session.current(sql).executeBatch();
            }
        }
    }
}

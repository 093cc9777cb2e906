// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the newest schema: each step in one transaction together with its record in
 * {@code carillon_schema}, so that a crash leaves whole steps. Data of a newer host, or with a history that is not ours, is
 * refused and left as it is.
 */
final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private final Dialect dialect;
    private final List<Migration> migrations;

    Schema(Dialect dialect, List<Migration> migrations) {
        this.dialect = dialect;
        this.migrations = migrations;
    }

    /**
     * Checks what was applied and applies what is missing.
     *
     * @return the version it has now
     * @throws StoreRefusedException if it must not be touched
     */
    int migrate(Connection connection) throws SQLException {
        check(connection);
        for (Migration migration : migrations) {
            apply(connection, migration);
        }
        return migrations.size();
    }

    /**
     * Checks what was applied, without changing anything.
     *
     * @return the version it has, 0 without a log
     */
    int check(Connection connection) throws SQLException {
        Map<Integer, String> applied = applied(connection, dialect.kind());
        for (Map.Entry<Integer, String> step : applied.entrySet()) {
            if (step.getKey() > migrations.size()) {
                throw new StoreRefusedException("the " + dialect.kind() + " store has schema version " + lastOf(applied)
                        + ", this host knows versions up to " + migrations.size()
                        + "; install the version of Carillon that wrote it, or a newer one");
            }
            String expected = migrations.get(step.getKey() - 1).checksum();
            if (!expected.equals(step.getValue())) {
                throw new StoreRefusedException("step " + step.getKey() + " of the " + dialect.kind()
                        + " store's schema was applied from another script than this host has (checksum "
                        + step.getValue() + ", expected " + expected
                        + "); restore a backup, or use the host it came from");
            }
        }
        return lastOf(applied);
    }

    /** The version that a database has, whether or not a host of this version can open it; 0 without a log. */
    static int version(Connection connection, String kind) throws SQLException {
        return lastOf(applied(connection, kind));
    }

    /** The version that a host writes. */
    int newest() {
        return migrations.size();
    }

    private static int lastOf(Map<Integer, String> applied) {
        return applied.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private static Map<Integer, String> applied(Connection connection, String kind) throws SQLException {
        Map<Integer, String> applied = new TreeMap<>();
        boolean log = exists(connection, "carillon_head"); // Asked first: another host may just be making both.
        if (!exists(connection, "carillon_schema")) {
            if (log) {
                throw new StoreRefusedException(
                        "the " + kind + " store has a log but no record of its schema; restore a backup");
            }
            return applied;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version, checksum FROM carillon_schema")) {
            while (rows.next()) {
                applied.put(rows.getInt(1), rows.getString(2));
            }
        }
        return applied;
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        try (ResultSet tables = data.getTables(connection.getCatalog(), connection.getSchema(), table, null)) {
            return tables.next();
        }
    }

    private void apply(Connection connection, Migration migration) throws SQLException {
        dialect.begin(connection);
        try {
            dialect.lockSchema(connection);
            if (applied(connection, dialect.kind()).containsKey(migration.version())) {
                dialect.rollback(connection);
                return;
            }
            execute(connection, migration);
            dialect.commit(connection);
        } catch (SQLException | RuntimeException e) {
            dialect.rollback(connection);
            throw e;
        }
        LOG.info("Schema of the {} store is at version {}", dialect.kind(), migration.version());
    }

    /**
     * Makes all tables within the running transaction.
     *
     * @param place to be named in what is thrown
     * @throws StoreRefusedException if there is a log already
     */
    void create(Connection connection, String place) throws SQLException {
        if (exists(connection, "carillon_head") || exists(connection, "carillon_schema")) {
            throw new StoreRefusedException(
                    place + " is not free: " + content(connection) + ". Name another one, or remove what is there");
        }
        for (Migration migration : migrations) {
            execute(connection, migration);
        }
    }

    private static void execute(Connection connection, Migration migration) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS carillon_schema ("
                    + "version INTEGER PRIMARY KEY, checksum TEXT NOT NULL, applied TEXT NOT NULL)");
            for (String sql : migration.statements()) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO carillon_schema (version, checksum, applied) VALUES (?, ?, CURRENT_TIMESTAMP)")) {
            insert.setInt(1, migration.version());
            insert.setString(2, migration.checksum());
            insert.executeUpdate();
        }
    }

    /** What a database holds, for people. */
    static String content(Connection connection) throws SQLException {
        if (!exists(connection, "carillon_head")) {
            return "it holds no log";
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT store_id, position FROM carillon_head")) {
            return row.next()
                    ? "it holds the log " + row.getString(1) + " with events up to position " + row.getLong(2)
                    : "it holds the rest of a log";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Copies a whole store into another one, while no host has either. The {@code carillon} command loads this class from the
 * image, which is why it speaks in types of the JDK only: options of the old and the new store as {@link OfflineStore} takes
 * them, and a listener for what is done ({@code copy}, {@code verify}) with the rows done and those in all, which may throw to
 * end it. What comes out are {@code outcome} ({@code moved}, {@code refused} or {@code unavailable}), {@code text}, and when
 * moved {@code rows} by table, {@code storeId}, {@code position} and {@code hash}.
 *
 * <p>Source: docs/decisions/0027.
 */
public final class StoreMigration
        implements BiFunction<List<Map<String, Object>>, BiConsumer<String, long[]>, Map<String, Object>> {

    private static final String SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND pid <> pg_backend_pid() AND application_name = ?";
    private static final String OWN_NAME = "carillon-store-migrate";
    private static final String APPLICATION = "applicationName";

    /** A server ends the sessions of a host that was stopped a little later. */
    private static final Duration UNTIL_SESSIONS_END = Duration.ofSeconds(10);

    private final UnaryOperator<DataSource> aroundSource;
    private final UnaryOperator<DataSource> aroundTarget;
    private final Duration patience;

    public StoreMigration() {
        this(UnaryOperator.identity(), UnaryOperator.identity(), UNTIL_SESSIONS_END);
    }

    /**
     * For tests: puts something between the stores and their connections.
     *
     * @param patience with sessions of hosts that were stopped
     */
    StoreMigration(UnaryOperator<DataSource> aroundSource, UnaryOperator<DataSource> aroundTarget, Duration patience) {
        this.aroundSource = aroundSource;
        this.aroundTarget = aroundTarget;
        this.patience = patience;
    }

    @Override
    public Map<String, Object> apply(List<Map<String, Object>> ends, BiConsumer<String, long[]> listener) {
        try {
            return move(
                    OfflineStore.settings(ends.get(0)),
                    OfflineStore.settings(ends.get(1)),
                    (act, done, total) -> listener.accept(act, new long[] {done, total}));
        } catch (StoreRefusedException | IllegalArgumentException e) {
            return ended("refused", e);
        } catch (StoreUnavailableException e) {
            return ended("unavailable", e);
        }
    }

    private static Map<String, Object> ended(String outcome, RuntimeException failure) {
        return Map.of("outcome", outcome, "text", String.valueOf(failure.getMessage()));
    }

    Map<String, Object> move(StoreSettings from, StoreSettings to, StoreCopy.Listener listener) {
        boolean files = from.scheme().equals("sqlite") && to.scheme().equals("sqlite");
        if (files && SqliteFile.locate(from).equals(SqliteFile.locate(to))) {
            throw new IllegalArgumentException("the log is in " + SqliteFile.locate(to) + " already");
        }
        String hosts = from.scheme().equals("postgresql")
                ? String.valueOf(PostgresUrl.source(from).getApplicationName())
                : "";
        StoreSettings named = hosts.isEmpty() ? from : named(from);
        try (Dialect dialect = OfflineStore.existing(named, aroundSource)) {
            Failures failures = new Failures(dialect, from.timeout());
            try (Connection source = dialect.readers().getConnection()) {
                OfflineStore.requireLog(dialect, source);
                if (!hosts.isEmpty()) {
                    requireNoHost(source, hosts);
                }
                begin(dialect, source);
                return copy(dialect, source, failures, to, listener);
            } catch (SQLException e) {
                throw failures.unavailable("read the old log", e);
            }
        }
    }

    private static StoreSettings named(StoreSettings settings) {
        Map<String, String> properties = new HashMap<>(settings.properties());
        properties.put(APPLICATION, OWN_NAME);
        return new StoreSettings(settings.url(), settings.dataDirectory(), properties, settings.timeout());
    }

    /** Hosts keep connections open, also while nothing happens. */
    private void requireNoHost(Connection source, String name) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        long sessions = sessions(source, name);
        while (sessions > 0
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            sessions = sessions(source, name);
        }
        if (sessions > 0) {
            throw new StoreRefusedException("hosts have " + sessions + " connections to the old database, named " + name
                    + "; stop them. Where those are of another log in the same database, give its hosts another name:"
                    + " store.url=postgresql://…?applicationName=…");
        }
    }

    private static long sessions(Connection source, String name) throws SQLException {
        try (PreparedStatement select = source.prepareStatement(SESSIONS)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Everything is read as it is at one moment. */
    private static void begin(Dialect dialect, Connection source) throws SQLException {
        if (dialect.shared()) {
            source.setAutoCommit(false);
            source.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            source.setReadOnly(true);
        }
    }

    /** The server ends sessions that stay idle in a transaction, and the new log may be read for longer than that. */
    private static void end(Dialect dialect, Connection source) throws SQLException {
        if (dialect.shared()) {
            source.rollback();
        }
    }

    private Map<String, Object> copy(
            Dialect dialect, Connection source, Failures failures, StoreSettings to, StoreCopy.Listener listener)
            throws SQLException {
        long version = head(source).version();
        try (CopyTarget target = target(to)) {
            Failures targetFailures = new Failures(target.dialect(), to.timeout());
            StoreCopy copy = new StoreCopy(failures, source, targetFailures, target, listener);
            Map<String, Object> moved = moved(source, copy.copy());
            end(dialect, source);
            copy.verify();
            try (Connection now = dialect.readers().getConnection()) {
                if (head(now).version() != version) {
                    throw new StoreRefusedException(
                            "a host wrote to the old log while it was copied; nothing was moved."
                                    + " Stop every host of that log, then begin again");
                }
            }
            finish(target);
            return moved;
        }
    }

    private CopyTarget target(StoreSettings settings) {
        try {
            return switch (settings.scheme()) {
                case "sqlite" -> SqliteCopyTarget.open(settings, aroundTarget);
                case "postgresql" -> PostgresCopyTarget.open(settings, aroundTarget);
                default ->
                    throw new IllegalArgumentException(
                            "a log is moved to sqlite:FILE or postgresql://HOST/DATABASE, not to " + settings.scheme());
            };
        } catch (SQLException e) {
            throw new StoreUnavailableException(
                    "could not prepare the new " + settings.scheme() + " store (SQL state " + e.getSQLState()
                            + "); may its user make tables there, and is there room?",
                    e);
        }
    }

    private static void finish(CopyTarget target) {
        try {
            target.finish();
        } catch (SQLException e) {
            throw new StoreUnavailableException(
                    "could not find out whether the new log was finished (SQL state " + e.getSQLState()
                            + "): it is there as a whole or not at all; carillon store verify --url … tells",
                    e);
        } catch (IOException e) {
            throw new StoreUnavailableException("could not finish the new log: " + e.getMessage(), e);
        }
    }

    private static HeadRow head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HeadRow.SELECT)) {
            if (!row.next()) {
                throw new StoreRefusedException("the old log has no head row; restore a backup");
            }
            return HeadRow.read(row);
        }
    }

    private static Map<String, Object> moved(Connection source, Map<CopiedTable, Long> rows) throws SQLException {
        Map<String, Long> byTable = new LinkedHashMap<>();
        rows.forEach((table, count) -> byTable.put(table.name(), count));
        HeadRow head = head(source);
        try (Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery("SELECT store_id FROM carillon_head WHERE one = 1")) {
            row.next();
            return Map.of(
                    "outcome",
                    "moved",
                    "text",
                    "",
                    "rows",
                    byTable,
                    "storeId",
                    row.getString(1),
                    "position",
                    head.position(),
                    "hash",
                    head.hash().toString());
        }
    }
}

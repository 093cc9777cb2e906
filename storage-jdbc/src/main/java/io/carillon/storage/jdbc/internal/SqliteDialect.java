// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/** SQLite: one file, one writer, readers beside it; every commit is on disk when it returns. */
final class SqliteDialect implements Dialect {

    private static final String INSERT = "INSERT INTO carillon_event_log (" + LogColumn.NAMES + ") VALUES ("
            + Arrays.stream(LogColumn.values()).map(column -> "?").collect(Collectors.joining(", ")) + ")";
    private static final String MOVE = move("");
    private static final String MOVE_AND_COUNT = move(", " + TypeCounts.COUNTED);
    private static final int OPERATIONS_BETWEEN_CHECKS = 10_000;
    private static final int CACHE_KIB = 16 * 1024;
    private static final int PRIMARY_CODE = 0xff;

    private final SqliteFile file;
    private final DataSource writers;
    private final DataSource readers;

    SqliteDialect(SqliteFile file, Duration timeout, UnaryOperator<DataSource> around) {
        this.file = file;
        this.writers = around.apply(source(file.path(), timeout, false));
        this.readers = around.apply(source(file.path(), timeout, true));
    }

    /**
     * Locks the file and looks at what it holds before anything is changed.
     *
     * @throws StoreRefusedException if it must not be opened
     */
    static SqliteDialect open(StoreSettings settings, UnaryOperator<DataSource> around) {
        SqliteFile file = SqliteFile.lock(SqliteFile.locate(settings));
        try {
            SqliteDialect dialect = new SqliteDialect(file, settings.timeout(), around);
            dialect.inspect();
            file.prepare();
            return dialect;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void inspect() {
        if (!file.hasContent()) {
            return;
        }
        try (Connection connection = readers.getConnection()) {
            requireVersion(version(connection));
            new Schema(this, Migration.all(scripts())).check(connection);
        } catch (SQLException e) {
            if (classify(e) == Fault.DAMAGED) {
                throw new StoreRefusedException(
                        file.path()
                                + " is not an SQLite database, or it is damaged; name another file, or restore a backup",
                        e);
            }
            throw new StoreUnavailableException("could not look at the store " + file.path(), e);
        }
    }

    /** Before 3.51.3 a reset of the write-ahead log could corrupt a database. */
    static void requireVersion(String version) {
        int[] needed = {3, 51, 3};
        String[] parts = version.split("\\.", -1);
        for (int i = 0; i < needed.length; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part > needed[i]) {
                return;
            }
            if (part < needed[i]) {
                throw new StoreRefusedException(
                        "SQLite " + version + " can corrupt a database; this host needs 3.51.3 or"
                                + " newer. Restore the sqlite-jdbc bundle it came with");
            }
        }
    }

    /** Connections that only read a file, whoever has it. */
    static DataSource reader(Path file, Duration timeout) {
        return source(file, timeout, true);
    }

    private static DataSource source(Path file, Duration timeout, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
        config.setReadOnly(readOnly);
        if (!readOnly) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setCacheSize(-CACHE_KIB);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    @Override
    public String kind() {
        return "sqlite";
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public DataSource writers() {
        return writers;
    }

    @Override
    public DataSource readers() {
        return readers;
    }

    @Override
    public String version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            row.next();
            return row.getString(1);
        }
    }

    /** The transaction has locked the file already. */
    @Override
    public void lockSchema(Connection connection) {}

    @Override
    public void begin(Connection connection) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        execute(connection, "COMMIT");
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        execute(connection, "ROLLBACK");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public boolean appendIsOneStatement() {
        return false;
    }

    @Override
    public boolean append(WriterSession session, Append append) throws SQLException {
        boolean counts =
                !append.plan().rows().isEmpty() && !append.plan().blocks().isEmpty();
        if (counts) {
            session.statement(TypeCounts.COUNT).executeUpdate();
        }
        if (!moveHead(session, append, counts ? MOVE_AND_COUNT : MOVE)) {
            return false;
        }
        if (!append.plan().rows().isEmpty()) {
            addTypes(session, append);
            widenBlocks(session, append);
            insert(session, append);
        }
        return true;
    }

    private static String move(String further) {
        return "UPDATE carillon_head SET first_position = ?, position = ?, hash = ?, writer = ?, version = version + 1"
                + further + " WHERE epoch = ? AND position = ? AND version = ?";
    }

    private static boolean moveHead(WriterSession session, Append append, String sql) throws SQLException {
        PreparedStatement update = session.statement(sql);
        update.setLong(1, append.plan().first());
        update.setLong(2, append.plan().position());
        update.setBytes(3, append.plan().hash().bytes());
        update.setString(4, append.writer());
        update.setLong(5, append.expected().epoch());
        update.setLong(6, append.expected().position());
        update.setLong(7, append.expected().version());
        return update.executeUpdate() == 1;
    }

    private static void addTypes(WriterSession session, Append append) throws SQLException {
        PreparedStatement insert =
                session.statement("INSERT INTO carillon_event_type (type_id, name, events, first_seen, last_seen)"
                        + " VALUES (?, ?, 0, ?, ?)");
        for (NewType type : NewType.of(append.plan())) {
            insert.setInt(1, type.typeId());
            insert.setString(2, type.name());
            insert.setLong(3, type.firstSeen());
            insert.setLong(4, type.firstSeen());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    private static void widenBlocks(WriterSession session, Append append) throws SQLException {
        PreparedStatement upsert =
                session.statement("INSERT INTO carillon_time_block (block, earliest, latest) VALUES (?, ?, ?)"
                        + " ON CONFLICT (block) DO UPDATE SET earliest = min(earliest, excluded.earliest),"
                        + " latest = max(latest, excluded.latest)");
        for (Map.Entry<Long, TimeBlocks.Span> each : append.plan().blocks().entrySet()) {
            upsert.setLong(1, each.getKey());
            upsert.setLong(2, each.getValue().earliest());
            upsert.setLong(3, each.getValue().latest());
            upsert.addBatch();
        }
        upsert.executeBatch();
    }

    private static void insert(WriterSession session, Append append) throws SQLException {
        PreparedStatement insert = session.statement(INSERT);
        for (EventRow row : append.plan().rows()) {
            for (LogColumn column : LogColumn.values()) {
                insert.setObject(column.index(), column.of(row));
            }
            insert.addBatch();
        }
        insert.executeBatch();
    }

    @Override
    public String forUpdate() {
        return "";
    }

    @Override
    public String keys() {
        return "json_each(?) k";
    }

    @Override
    public void bindKeys(PreparedStatement statement, int index, Collection<String> keys) throws SQLException {
        statement.setString(
                index, FlatJson.array(keys.stream().map(PlainText::encode).toList()));
    }

    @Override
    public String correlationIs() {
        return "l.correlation_id = ? AND l.correlation_id <> l.id";
    }

    /** A unary plus keeps SQLite from using an index for the column. */
    @Override
    public String unindexed(String expression) {
        return "+" + expression;
    }

    @Override
    public Fault classify(SQLException failure) {
        return switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode() & PRIMARY_CODE)) {
            case SQLITE_CONSTRAINT -> Fault.DUPLICATE;
            case SQLITE_FULL -> Fault.FULL;
            case SQLITE_INTERRUPT, SQLITE_BUSY -> Fault.TIMEOUT;
            case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB -> Fault.DAMAGED;
            default -> Fault.OTHER;
        };
    }

    @Override
    public Limit limit(Connection connection, Duration timeout) throws SQLException {
        SQLiteConnection sqlite = connection.unwrap(SQLiteConnection.class);
        long deadline = System.nanoTime() + timeout.toNanos();
        ProgressHandler.setHandler(sqlite, OPERATIONS_BETWEEN_CHECKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - deadline < 0 ? 0 : 1;
            }
        });
        return () -> ProgressHandler.clearHandler(sqlite);
    }

    @Override
    public long bytes(Connection connection) throws IOException {
        Path log = Path.of(file.path() + "-wal");
        return Files.size(file.path()) + (Files.exists(log) ? Files.size(log) : 0);
    }

    @Override
    public void close() {
        file.close();
    }
}

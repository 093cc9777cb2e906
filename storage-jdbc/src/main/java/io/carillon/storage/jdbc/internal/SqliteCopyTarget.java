// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * A file that is being filled under another name, {@code events.db.unfinished}, and renamed when it is whole and on the disk.
 * What a process left there that was ended is removed by the next one.
 */
final class SqliteCopyTarget implements CopyTarget {

    private static final List<String> BESIDE = List.of("", "-wal", "-shm", "-journal");

    /** The name it will have, where hosts look for a lock. */
    private final SqliteFile reserved;

    private final SqliteDialect dialect;
    private final SqliteFile unfinished;
    private final Connection connection;
    private boolean open = true;

    private SqliteCopyTarget(SqliteFile reserved, SqliteFile unfinished, SqliteDialect dialect, Connection connection) {
        this.reserved = reserved;
        this.unfinished = unfinished;
        this.dialect = dialect;
        this.connection = connection;
    }

    /**
     * Makes the tables.
     *
     * @throws StoreRefusedException if there is a file of this name, or a host has it
     */
    static SqliteCopyTarget open(StoreSettings settings, UnaryOperator<DataSource> around) throws SQLException {
        SqliteFile reserved = SqliteFile.lock(SqliteFile.locate(settings));
        SqliteFile unfinished = null;
        try {
            requireFree(reserved);
            Path path = Path.of(reserved.path() + ".unfinished");
            remove(path);
            unfinished = SqliteFile.lock(path);
            unfinished.prepare();
            SqliteDialect dialect = new SqliteDialect(unfinished, settings.timeout(), around);
            Connection connection = dialect.writers().getConnection();
            try {
                dialect.begin(connection);
                new Schema(dialect, Migration.all(dialect.scripts())).create(connection, path.toString());
                return new SqliteCopyTarget(reserved, unfinished, dialect, connection);
            } catch (SQLException | RuntimeException e) {
                try (connection) {
                    throw e;
                }
            }
        } catch (SQLException | RuntimeException e) {
            discard(unfinished, reserved, e);
            throw e;
        }
    }

    private static void discard(
            @org.jspecify.annotations.Nullable SqliteFile unfinished, SqliteFile reserved, Exception e) {
        try (reserved) {
            if (unfinished != null) {
                unfinished.close();
                remove(unfinished.path());
            }
        } catch (RuntimeException second) {
            e.addSuppressed(second);
        }
    }

    private static void requireFree(SqliteFile file) {
        if (file.hasContent()) {
            throw new StoreRefusedException(
                    file.path() + " is there already: " + content(file) + ". Name another file, or move that one away");
        }
        for (String end : BESIDE.subList(1, BESIDE.size())) {
            if (Files.exists(Path.of(file.path() + end))) {
                throw new StoreRefusedException(file.path() + end
                        + " is there, and belongs to another store. Name another file, or move it away");
            }
        }
    }

    private static String content(SqliteFile file) {
        SqliteDialect dialect = new SqliteDialect(file, java.time.Duration.ofSeconds(10), UnaryOperator.identity());
        try (Connection connection = dialect.readers().getConnection()) {
            return Schema.content(connection);
        } catch (SQLException e) {
            return "no database that can be read";
        }
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    /** Commits, so that what is not in the file itself yet stays small. */
    @Override
    public void flushed() throws SQLException {
        dialect.commit(connection);
        dialect.begin(connection);
    }

    @Override
    public void finish() throws SQLException, IOException {
        dialect.commit(connection);
        connection.close();
        if (Files.exists(Path.of(unfinished.path() + "-wal"))) {
            throw new IOException("the write-ahead log of " + unfinished.path() + " was not folded into it");
        }
        force(unfinished.path(), StandardOpenOption.WRITE);
        Files.move(
                unfinished.path(),
                reserved.path(),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Path folder = reserved.path().toAbsolutePath().getParent();
        if (folder != null && SqliteFile.POSIX) {
            force(folder, StandardOpenOption.READ);
        }
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    private static void remove(Path path) {
        try {
            for (String end : BESIDE) {
                Files.deleteIfExists(Path.of(path + end));
            }
            Files.deleteIfExists(Path.of(path + ".lock"));
        } catch (IOException e) {
            throw new StoreUnavailableException("could not remove what was left of " + path, e);
        }
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try (reserved;
                unfinished) {
            connection.close();
        } catch (SQLException e) {
            throw new StoreUnavailableException("could not close " + unfinished.path(), e);
        } finally {
            remove(unfinished.path());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.sqlite.SQLiteConfig;

/** SQLite by hand: one thread that commits whatever has gathered while the last commit ran, into the same table. */
final class BatchedSqlite implements Contender {

    private static final int LARGEST_BATCH = 1_000;
    private static final int CACHE_KIB = 16 * 1024;

    private final BlockingQueue<CompletableFuture<Void>> queue = new ArrayBlockingQueue<>(10_000);
    private final Connection connection;
    private final RowTemplate row;
    private final Thread writer = new Thread(this::write, "raw-sqlite");

    private BatchedSqlite(Connection connection, RowTemplate row) {
        this.connection = connection;
        this.row = row;
    }

    /** @param file a store that holds one event */
    static BatchedSqlite open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setCacheSize(-CACHE_KIB);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        BatchedSqlite opened = new BatchedSqlite(connection, RowTemplate.read(connection));
        opened.writer.start();
        return opened;
    }

    @Override
    public String name() {
        return "raw batched SQLite";
    }

    @Override
    public void append() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        queue.put(done);
        done.get();
    }

    private void write() {
        long position = row.position();
        List<CompletableFuture<Void>> batch = new ArrayList<>();
        try (PreparedStatement insert = connection.prepareStatement(row.insert());
                Statement transaction = connection.createStatement()) {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, LARGEST_BATCH - 1);
                transaction.execute("BEGIN IMMEDIATE");
                for (int i = 0; i < batch.size(); i++) {
                    row.bind(insert, ++position);
                    insert.executeUpdate();
                }
                transaction.execute("COMMIT");
                batch.forEach(done -> done.complete(null));
                batch.clear();
            }
        } catch (SQLException e) {
            batch.forEach(done -> done.completeExceptionally(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        writer.interrupt();
        writer.join();
        connection.close();
    }
}

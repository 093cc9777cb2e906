// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** One connection per publisher, each committing its own INSERT into the same table. */
final class AutocommitPostgres implements Contender {

    private record Session(Connection connection, PreparedStatement insert) {}

    private final RowTemplate row;
    private final List<Session> sessions = new ArrayList<>();
    private final BlockingQueue<Session> idle;
    private final AtomicLong position;

    private AutocommitPostgres(RowTemplate row, int connections) {
        this.row = row;
        this.idle = new ArrayBlockingQueue<>(connections);
        this.position = new AtomicLong(row.position());
    }

    /** @param database with a store that holds one event */
    static AutocommitPostgres open(DataSource database, int connections) throws SQLException {
        RowTemplate row;
        try (Connection connection = database.getConnection()) {
            row = RowTemplate.read(connection);
        }
        AutocommitPostgres opened = new AutocommitPostgres(row, connections);
        for (int i = 0; i < connections; i++) {
            Connection connection = database.getConnection();
            opened.sessions.add(new Session(connection, connection.prepareStatement(row.insert())));
        }
        opened.idle.addAll(opened.sessions);
        return opened;
    }

    @Override
    public String name() {
        return "autocommit INSERT";
    }

    @Override
    public void append() throws Exception {
        Session session = idle.take();
        try {
            row.bind(session.insert(), position.incrementAndGet());
            session.insert().executeUpdate();
        } finally {
            idle.put(session);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Session session : sessions) {
            session.connection().close();
        }
    }
}

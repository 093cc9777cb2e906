// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.NewEvent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import javax.sql.DataSource;

/** What differs between the engines. Threads: safe for concurrent use. */
interface Dialect extends AutoCloseable {

    /** What a failure of the engine means to the caller. */
    enum Fault {
        /** A unique index refused a row. */
        DUPLICATE,
        /** There is no room left. */
        FULL,
        /** It took longer than it may. */
        TIMEOUT,
        /** The file or the disk below it is damaged. */
        DAMAGED,
        /** Anything else; the connection may be gone. */
        OTHER
    }

    /** One write of the head row together with the events that move it. */
    record Append(HeadRow expected, GroupPlan plan, String writer) {}

    /** Short name of the engine. */
    String kind();

    /** Whether other hosts may write to the same log. */
    boolean shared();

    /** Connections that write. */
    DataSource writers();

    /** Connections that only read. */
    DataSource readers();

    /** Folder of the schema's scripts below {@code schema/}. */
    default String scripts() {
        return kind();
    }

    /** Version of the engine. */
    String version(Connection connection) throws SQLException;

    /**
     * Makes sure that nobody else migrates the schema until the running transaction ends.
     *
     * @param connection in a transaction
     */
    void lockSchema(Connection connection) throws SQLException;

    void begin(Connection connection) throws SQLException;

    void commit(Connection connection) throws SQLException;

    void rollback(Connection connection) throws SQLException;

    /** Works out what {@link #append} needs of an event and its place does not matter for. */
    default PreparedEvent prepare(NewEvent event) {
        return PreparedEvent.of(event);
    }

    /** Whether {@link #append} is one statement that needs no transaction around it. */
    boolean appendIsOneStatement();

    /**
     * Moves the head and inserts the events of a plan with what is counted of them.
     *
     * @return false if the head is not where it was expected; then nothing was written
     */
    boolean append(WriterSession session, Append append) throws SQLException;

    /** What to add to a SELECT so that the row stays as it is until the transaction ends. */
    String forUpdate();

    /** A table of texts with the column {@code value}, given as one parameter. */
    String keys();

    /** Sets the parameter of {@link #keys}. */
    void bindKeys(PreparedStatement statement, int index, Collection<String> keys) throws SQLException;

    /**
     * Condition that a correlation id is what all its parameters are and not the event's own id, in a form that the index
     * of correlation ids serves.
     */
    String correlationIs();

    /** A column or parameter in a condition that must not choose the index. */
    String unindexed(String expression);

    Fault classify(SQLException failure);

    /** Ends what runs on a connection when it takes longer; closing the result takes the limit away. */
    Limit limit(Connection connection, Duration timeout) throws SQLException;

    /** Bytes the store takes. */
    long bytes(Connection connection) throws SQLException, IOException;

    /** Gives back what the engine holds beside its connections. */
    @Override
    void close();

    /** A limit in force. */
    interface Limit extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }
}

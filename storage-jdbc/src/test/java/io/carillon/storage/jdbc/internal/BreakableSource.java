// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.tck.Fault;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a store and its real connections: knows which are open, and lets one operation fail when it is told so.
 */
final class BreakableSource implements Fault {

    private static final Set<String> OPERATIONS =
            Set.of("execute", "executeQuery", "executeUpdate", "executeBatch", "commit");

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger countdown = new AtomicInteger();
    private volatile boolean struck;
    private volatile boolean afterwards;
    private volatile Runnable before = () -> {};

    /** Runs something before each operation. */
    void beforeEach(Runnable step) {
        before = step;
    }

    /** Whether the operation is done all the same, as when its answer is lost. */
    void armAfter(int operation) {
        afterwards = true;
        struck = false;
        countdown.set(operation);
    }

    @Override
    public void arm(int operation) {
        afterwards = false;
        struck = false;
        countdown.set(operation);
    }

    @Override
    public boolean struck() {
        return struck;
    }

    @Override
    public void disarm() {
        countdown.set(0);
    }

    /** Connections that were opened and not closed. */
    int open() {
        return open.size();
    }

    DataSource around(DataSource source) {
        return new Source(source);
    }

    private Connection wrap(Connection connection) {
        open.add(connection);
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
                open.remove(connection);
            }
            Object result = call(connection, method.getName(), method, arguments);
            return result instanceof Statement statement ? wrap(statement) : result;
        });
    }

    private Statement wrap(Statement statement) {
        Class<? extends Statement> type = statement instanceof CallableStatement
                ? CallableStatement.class
                : statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return proxy(type, (proxy, method, arguments) -> call(statement, method.getName(), method, arguments));
    }

    private @Nullable Object call(
            Object target, String name, java.lang.reflect.Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (OPERATIONS.contains(name)) {
            before.run();
        }
        boolean strikes = OPERATIONS.contains(name) && countdown.get() > 0 && countdown.decrementAndGet() == 0;
        if (strikes) {
            struck = true;
            if (!afterwards) {
                throw broken();
            }
        }
        try {
            Object result = method.invoke(target, arguments);
            if (strikes) {
                throw broken();
            }
            return result;
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private static SQLException broken() {
        return new SQLException("the test broke the connection", "08006");
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private final class Source implements DataSource {

        private final DataSource real;

        Source(DataSource real) {
            this.real = real;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return wrap(real.getConnection());
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return wrap(real.getConnection(user, password));
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return real.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            real.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            real.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return real.getLoginTimeout();
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getLogger(Logger.GLOBAL_LOGGER_NAME);
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return real.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return real.isWrapperFor(type);
        }
    }
}

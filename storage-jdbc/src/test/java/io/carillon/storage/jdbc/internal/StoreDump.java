// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything in a store, as its engine tells it, in a form that is the same for every engine. */
final class StoreDump {

    private StoreDump() {}

    /** Rows of each table but the record of the schema, sorted. */
    static Map<String, List<String>> of(Connection connection) throws SQLException {
        Map<String, List<String>> dump = new TreeMap<>();
        for (String table : tables(connection)) {
            List<String> rows = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
                while (result.next()) {
                    rows.add(row(result).toString());
                }
            }
            Collections.sort(rows);
            dump.put(table, rows);
        }
        return dump;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "carillon_%", new String[] {"TABLE"})) {
            while (found.next()) {
                tables.add(found.getString("TABLE_NAME"));
            }
        }
        tables.remove("carillon_schema");
        return tables;
    }

    /** Names of the columns of each table. */
    static Map<String, Set<String>> columns(Connection connection) throws SQLException {
        Map<String, Set<String>> columns = new TreeMap<>();
        for (String table : tables(connection)) {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
                ResultSetMetaData data = result.getMetaData();
                Set<String> names = new TreeSet<>();
                for (int i = 1; i <= data.getColumnCount(); i++) {
                    names.add(data.getColumnName(i));
                }
                columns.put(table, names);
            }
        }
        return columns;
    }

    private static Map<String, String> row(ResultSet row) throws SQLException {
        Map<String, String> values = new TreeMap<>();
        ResultSetMetaData data = row.getMetaData();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            values.put(data.getColumnName(i), text(row.getObject(i)));
        }
        return values;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return "x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    }
}

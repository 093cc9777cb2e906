// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Looks at the version of a store's schema beside what this version of the bundle writes; nothing is changed, and a host may
 * have the store. The {@code carillon} command loads this class from the image, which is why it speaks in types of the JDK
 * only: options as {@link OfflineStore} takes them go in; {@code outcome} ({@code log}, {@code none}, {@code refused} or
 * {@code unavailable}), {@code version} and {@code newest}, or {@code text} come out.
 */
public final class StoreVersion implements Function<Map<String, Object>, Map<String, Object>> {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Override
    public Map<String, Object> apply(Map<String, Object> options) {
        StoreSettings settings = OfflineStore.settings(options, TIMEOUT);
        try {
            return settings.scheme().equals("postgresql") ? server(settings) : file(SqliteFile.locate(settings));
        } catch (StoreRefusedException | IllegalArgumentException e) {
            return ended("refused", e.getMessage());
        } catch (StoreUnavailableException e) {
            return ended("unavailable", e.getMessage());
        } catch (SQLException e) {
            return ended("refused", "cannot be read (" + e.getMessage() + ")");
        } catch (IOException e) {
            return ended("unavailable", "cannot be looked at: " + e);
        }
    }

    private static Map<String, Object> ended(String outcome, @org.jspecify.annotations.Nullable String text) {
        return Map.of("outcome", outcome, "text", String.valueOf(text));
    }

    private static Map<String, Object> file(Path file) throws SQLException, IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return ended("none", "");
        }
        try (Connection connection = SqliteDialect.reader(file, TIMEOUT).getConnection()) {
            return found(Schema.version(connection, "sqlite"), "sqlite");
        }
    }

    private static Map<String, Object> server(StoreSettings settings) throws SQLException {
        try (PostgresDialect dialect = PostgresDialect.open(settings, UnaryOperator.identity());
                Connection connection = dialect.readers().getConnection()) {
            return found(Schema.version(connection, dialect.kind()), dialect.scripts());
        }
    }

    private static Map<String, Object> found(int version, String scripts) {
        return version == 0
                ? ended("none", "")
                : Map.of(
                        "outcome",
                        "log",
                        "version",
                        version,
                        "newest",
                        Migration.all(scripts).size());
    }
}

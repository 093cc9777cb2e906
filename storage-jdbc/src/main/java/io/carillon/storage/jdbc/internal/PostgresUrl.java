// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.StoreSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a PostgreSQL log is and how to get in: {@code postgresql://host:port/database?sslmode=verify-full}. What may be
 * set is on a list, since other properties of the driver load classes or files. No text made here holds the URL.
 */
final class PostgresUrl {

    /** What may stand behind the {@code ?} or among the store's properties. */
    static final Set<String> ALLOWED =
            Set.of("user", "password", "ssl", "sslmode", "sslrootcert", "currentSchema", "applicationName");

    private static final String EXAMPLE = "postgresql://host:5432/database";
    private static final int DEFAULT_PORT = 5432;

    private PostgresUrl() {}

    /**
     * A source of connections with every wait limited.
     *
     * @throws IllegalArgumentException if the URL or a property cannot work, naming the part
     */
    static PGSimpleDataSource source(StoreSettings settings) {
        URI url = parse(settings.url());
        String path = url.getPath();
        if (url.getHost() == null || path == null || path.length() < 2 || path.indexOf('/', 1) > 0) {
            throw new IllegalArgumentException("a postgresql store needs host and database, like " + EXAMPLE);
        }
        Map<String, String> properties = new TreeMap<>();
        credentials(url.getRawUserInfo(), properties);
        parameters(url.getRawQuery(), properties);
        settings.properties().forEach((name, value) -> put(properties, name, value));

        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {url.getHost()});
        source.setPortNumbers(new int[] {url.getPort() < 0 ? DEFAULT_PORT : url.getPort()});
        source.setDatabaseName(path.substring(1));
        source.setApplicationName("carillon");
        properties.forEach((name, value) -> apply(source, name, value));
        limit(source, settings.timeout());
        return source;
    }

    /**
     * Has every new connection ask for this when it starts. That outranks what is set for the server, the database or the
     * user, so a default that is turned off later does not take away what a commit means.
     *
     * @param value as found, since those other than off differ in what they wait for on replicas
     */
    static void pinSynchronousCommit(PGSimpleDataSource source, String value) {
        source.setOptions(source.getOptions() + " -c synchronous_commit=" + value);
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // Its text and input hold the URL, and so the password.
            throw new IllegalArgumentException("the postgresql URL is not a URL: " + e.getReason() + " at index "
                    + e.getIndex() + "; write it like " + EXAMPLE + " and escape special characters as %XX");
        }
    }

    private static void credentials(@Nullable String userInfo, Map<String, String> properties) {
        if (userInfo != null) {
            int colon = userInfo.indexOf(':');
            put(properties, "user", decode(colon < 0 ? userInfo : userInfo.substring(0, colon)));
            if (colon >= 0) {
                put(properties, "password", decode(userInfo.substring(colon + 1)));
            }
        }
    }

    private static void parameters(@Nullable String query, Map<String, String> properties) {
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                int equals = parameter.indexOf('=');
                put(
                        properties,
                        decode(equals < 0 ? parameter : parameter.substring(0, equals)),
                        equals < 0 ? "" : decode(parameter.substring(equals + 1)));
            }
        }
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void put(Map<String, String> properties, String name, String value) {
        if (!ALLOWED.contains(name)) {
            throw new IllegalArgumentException("the postgresql store has no property \"" + name + "\"; it takes "
                    + String.join(", ", new java.util.TreeSet<>(ALLOWED)));
        }
        properties.put(name, value);
    }

    private static void apply(PGSimpleDataSource source, String name, String value) {
        switch (name) {
            case "user" -> source.setUser(value);
            case "password" -> source.setPassword(value);
            case "ssl" -> source.setSsl(!value.equals("false"));
            case "sslmode" -> source.setSslMode(value);
            case "sslrootcert" -> source.setSslRootCert(value);
            case "currentSchema" -> source.setCurrentSchema(value);
            case "applicationName" -> source.setApplicationName(value);
            default -> throw new IllegalStateException("property " + name + " is allowed but not applied");
        }
    }

    private static void limit(PGSimpleDataSource source, Duration timeout) {
        long millis = Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
        int seconds = (int) Math.max(1, (millis + 999) / 1000);
        source.setOptions("-c lock_timeout=" + millis + " -c statement_timeout=" + millis
                + " -c idle_in_transaction_session_timeout=" + millis);
        source.setConnectTimeout(seconds);
        source.setLoginTimeout(seconds);
        source.setSocketTimeout(seconds + 1); // The server's own limit comes first and tells more.
        source.setTcpKeepAlive(true);
        source.setLogServerErrorDetail(false); // Details quote values of rows.
    }
}

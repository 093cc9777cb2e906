// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.tck.StoreFixture;
import io.carillon.patience.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A schema of its own; checks at the end that no connection was left open. */
final class PostgresFixture implements StoreFixture {

    static final Duration TIMEOUT = Patience.LONGEST;

    private final String schema = Postgres.createSchema();
    private final BreakableSource source = new BreakableSource();
    private final JdbcEventStoreProvider provider = new JdbcEventStoreProvider(source::around);

    StoreSettings settings() {
        return settings(Postgres.url(schema));
    }

    static StoreSettings settings(String url) {
        return new StoreSettings(url, Path.of("unused"), Map.of("user", "postgres", "password", "postgres"), TIMEOUT);
    }

    String schema() {
        return schema;
    }

    @Override
    public EventStore createEmpty() {
        return provider.open(settings());
    }

    @Override
    public EventStore reopen() {
        return provider.open(settings());
    }

    @Override
    public EventStore openSecond() {
        return new JdbcEventStoreProvider().open(settings());
    }

    @Override
    public BreakableSource fault() {
        return source;
    }

    /** Runs a statement past the store. */
    void execute(String sql) {
        Postgres.execute(schema, sql);
    }

    @Override
    public void damage(long position, Part part) {
        execute(Damage.sql(part, "decode(repeat('ab', 32), 'hex')") + position);
    }

    @Override
    public void close() {
        assertThat(source.open()).as("connections left open").isZero();
        Postgres.execute("public", "DROP SCHEMA " + schema + " CASCADE");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import io.carillon.patience.Patience;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** An embedded PostgreSQL that keeps what it confirms, and how a host is told to use it. */
public final class Database {

    /** How long a host may take to answer before the database gives its locks to others. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Duration FIRST_START = Duration.ofMinutes(1);

    private Database() {}

    /** Starts one; once more, at another port, if somebody took the first between its being found free and its being opened. */
    public static EmbeddedPostgres start() throws IOException {
        try {
            return builder().setPGStartupWait(FIRST_START).start();
        } catch (IOException | IllegalStateException first) {
            try {
                return builder().setPGStartupWait(Patience.LONGEST).start();
            } catch (IOException | IllegalStateException second) {
                second.addSuppressed(first);
                throw second;
            }
        }
    }

    /** The library's own settings trade safety for speed. */
    private static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on");
    }

    public static Map<String, String> settings(EmbeddedPostgres database) {
        return Map.of(
                "CARILLON_STORE__URL",
                "postgresql://127.0.0.1:" + database.getPort() + "/postgres",
                "CARILLON_STORE__USER",
                "postgres",
                "CARILLON_STORE__PASSWORD",
                "postgres",
                "CARILLON_STORE__TIMEOUTMILLIS",
                Long.toString(TIMEOUT.toMillis()));
    }
}

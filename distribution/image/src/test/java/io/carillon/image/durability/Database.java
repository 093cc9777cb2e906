// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.Map;

/** How a host is told to use an embedded PostgreSQL. */
final class Database {

    private Database() {}

    static Map<String, String> settings(EmbeddedPostgres database) {
        return Map.of(
                "CARILLON_STORE__URL",
                "postgresql://localhost:" + database.getPort() + "/postgres",
                "CARILLON_STORE__USER",
                "postgres",
                "CARILLON_STORE__PASSWORD",
                "postgres");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UpgradeCheckTest {

    private static final LogAddress LOG = new LogAddress(
            "postgresql://me:secret@db/carillon?sslmode=require&password=other", Path.of("/data"), Map.of());

    @Test
    void an_older_schema_calls_for_a_backup_and_a_newer_one_for_another_version() {
        assertThat(UpgradeCheck.schema(LOG, 2, 2).state()).isEqualTo(Finding.State.OK);
        Finding older = UpgradeCheck.schema(LOG, 1, 3);
        assertThat(older.state()).isEqualTo(Finding.State.WARNING);
        assertThat(older.detail()).contains("schema version 1, which the first start brings to 3");
        assertThat(older.hint()).contains("carillon backup");
        Finding newer = UpgradeCheck.schema(LOG, 4, 3);
        assertThat(newer.state()).isEqualTo(Finding.State.PROBLEM);
        assertThat(newer.detail()).contains("knows versions up to 3");
    }

    @Test
    void an_address_is_shown_without_what_lets_one_in() {
        assertThat(LOG.shown()).isEqualTo("postgresql://db/carillon");
        assertThat(LOG).hasToString("postgresql://db/carillon");
        assertThat(LOG.withoutUser()).isEqualTo("postgresql://db/carillon?sslmode=require");
        LogAddress asked = new LogAddress(
                "postgresql://db/carillon?user=me&password=secret&applicationName=a@b", Path.of("/data"), Map.of());
        assertThat(asked.withoutUser()).isEqualTo("postgresql://db/carillon?applicationName=a@b");
        assertThat(new LogAddress("sqlite:a/../b.db", Path.of("/data"), Map.of()).shown())
                .isEqualTo("/data/b.db");
    }

    @Test
    void another_database_is_entered_as_the_settings_say_unless_it_names_its_own_user() {
        LogAddress configured =
                new LogAddress("sqlite:events.db", Path.of("/data"), Map.of("user", "u", "password", "p"));
        assertThat(configured.other("postgresql://db/carillon").properties()).containsEntry("password", "p");
        assertThat(configured.other("postgresql://me:x@db/carillon").properties())
                .isEmpty();
        assertThat(configured.other("postgresql://db/carillon?user=me").properties())
                .isEmpty();
        assertThat(configured.other("sqlite:other.db").properties()).isEmpty();
    }
}

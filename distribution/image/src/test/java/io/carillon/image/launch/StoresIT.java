// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.Installation.Answer;
import io.carillon.image.durability.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same short walk on the stores one may choose. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StoresIT {

    @TempDir
    Path directory;

    private Installation carillon;

    @BeforeEach
    void install() throws IOException {
        carillon = new Installation(directory);
    }

    @AfterEach
    void end() throws InterruptedException {
        carillon.close();
    }

    @Test
    void memory_says_that_it_forgets_and_does() throws Exception {
        Process host = carillon.with("CARILLON_STORE__URL", "memory:").start();

        assertThat(carillon.announced().store()).isEqualTo("memory");
        await().untilAsserted(() -> assertThat(carillon.log()).contains("is ready at", "volatile"));
        assertThat(carillon.shell("event:publish walk.begun n:=1").out()).startsWith("volatile");
        assertThat(carillon.shell("event:count --type walk.*").out()).isEqualTo("1\n");

        carillon.terminate(host);
        carillon.start();
        assertThat(carillon.shell("event:count --type walk.*").out()).isEqualTo("0\n");
    }

    @Test
    void postgresql_keeps_events_positions_and_hash_over_a_kill() throws Exception {
        try (EmbeddedPostgres postgres = Database.start()) {
            Database.settings(postgres).forEach(carillon::with);
            Process host = carillon.start();
            assertThat(carillon.announced().store()).isEqualTo("postgresql");
            Answer published = carillon.shell("event:publish walk.begun n:=1 --subject s");
            assertThat(published.out()).as(published.err()).startsWith("durable");
            String before = list();

            carillon.kill(host);
            Process again = carillon.start();

            assertThat(list()).startsWith(before).contains("walk.begun", "n=1");
            assertThat(carillon.shell("store:verify").exit()).isZero();
            String url = Objects.requireNonNull(Database.settings(postgres).get("CARILLON_STORE__URL"));
            Answer verified = carillon.run("store", "verify", "--url", url); // beside a host, who may share the log
            assertThat(verified.exit()).as(verified.err()).isZero();
            assertThat(verified.out()).contains("succeeded", "events verified up to position");
            String kept = list();

            carillon.terminate(again);
            Answer moved = carillon.run("store", "migrate", "--to", "sqlite:moved.db");
            assertThat(moved.exit()).as(moved.err()).isZero();
            Database.settings(postgres).keySet().forEach(carillon::without);
            carillon.with("CARILLON_STORE__URL", "sqlite:moved.db").start();

            assertThat(carillon.announced().store()).isEqualTo("sqlite");
            assertThat(list()).startsWith(kept);
            assertThat(carillon.shell("store:verify").exit()).isZero();
        }
    }

    private String list() throws Exception {
        return carillon.shell("event:list --order asc --limit 1000").out().replaceAll(" +", " "); // columns may grow
    }

    @Test
    void a_store_nobody_knows_is_named_and_nothing_is_accepted() throws Exception {
        carillon.launch("--set", "store.url=oracle:thing");

        await().atMost(Installation.PATIENCE)
                .untilAsserted(
                        () -> assertThat(carillon.shell("store:info").out()).contains("oracle"));
        assertThat(carillon.shell("event:publish a.b").exit()).isEqualTo(6);
        assertThat(carillon.ready()).doesNotExist();
        assertThat(carillon.run("status").out()).startsWith("starting");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.image.Installation;
import io.carillon.image.Installation.Answer;
import io.carillon.image.PluginJar;
import io.carillon.image.delivery.poison.PoisonActivator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a host that runs. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandIT {

    @TempDir
    Path directory;

    private Installation carillon;

    @BeforeEach
    void install() throws IOException {
        carillon = new Installation(directory).with("HOME", directory.toString());
    }

    @AfterEach
    void end() throws InterruptedException {
        carillon.close();
    }

    @Test
    void the_owner_of_the_data_needs_no_token_and_leaves_no_trace_of_one() throws Exception {
        carillon.start();

        Answer published = carillon.run("events", "pub", "scan.completed", "libraryId=films", "n:=3");
        assertThat(published.exit()).as(published.err()).isZero();
        String[] receipt = published.out().strip().split(" +");
        assertThat(receipt).hasSize(4).contains("durable", "scan.completed");

        Answer listed = carillon.run("events", "list", "-o", "ndjson");
        assertThat(listed.exit()).as(listed.err()).isZero();
        assertThat(listed.out()).contains(receipt[3], "\"libraryId\":\"films\"").doesNotContain("carillon.token");
        assertThat(carillon.run("events", "get", receipt[3], "-o", "raw").out())
                .isEqualTo("{\"libraryId\":\"films\",\"n\":3}\n");
        assertThat(carillon.run("events", "get", "nothing").exit()).isEqualTo(3);
        assertThat(carillon.shell("token:list").out()).contains("no tokens");
        assertThat(carillon.log()).doesNotContain("car_");
    }

    @Test
    void what_is_piped_in_comes_out_whole_and_what_is_no_event_is_told() throws Exception {
        carillon.start();
        Path lines = directory.resolve("in.ndjson");
        Files.write(
                lines,
                IntStream.rangeClosed(1, 1_100)
                        .mapToObj(i -> "{\"type\":\"many.a\",\"data\":{\"n\":" + i + "}}")
                        .toList());
        Path out = directory.resolve("out.ndjson");

        Answer published = carillon.pipe(lines, "events", "pub", "-");
        Answer exported = carillon.run("events", "export", "--type", "many.**", "--to-file", out.toString());

        assertThat(published.exit()).as(published.err()).isZero();
        assertThat(published.out()).hasLineCount(1_100);
        assertThat(exported.exit()).as(exported.err()).isZero();
        assertThat(exported.err()).contains("1100 events");
        assertThat(Files.readAllLines(out))
                .hasSize(1_100)
                .allMatch(line -> line.contains("\"type\":\"many.a\""))
                .anyMatch(line -> line.contains("{\"n\":1100}"));
        Path garbage = Files.writeString(directory.resolve("garbage"), "garbage\n");
        Answer imported = carillon.pipe(garbage, "events", "import", "-");
        assertThat(imported.exit()).as(imported.err()).isEqualTo(8);
        assertThat(imported.out()).contains("failed", "1 lines could not be used");
    }

    @Test
    void what_reads_a_whole_log_has_more_memory_wherever_the_word_stands() throws Exception {
        carillon.with("JAVA_TOOL_OPTIONS", "-XX:+PrintCommandLineFlags");

        assertThat(carillon.run("events", "list", "--help").out()).contains("-XX:MaxHeapSize=67108864 ");
        assertThat(carillon.run("store", "verify", "--help").out()).contains("-XX:MaxHeapSize=268435456 ");
        assertThat(carillon.run("-o", "json", "store", "verify", "--help").out())
                .contains("-XX:MaxHeapSize=268435456 ");
    }

    @Test
    void a_token_of_few_rights_is_told_what_it_may_not() throws Exception {
        carillon.start();
        String viewer = carillon.token("viewer", "eyes");
        carillon.with("CARILLON_URL", carillon.url().toString()).with("CARILLON_TOKEN", viewer);

        assertThat(carillon.run("events", "list").exit()).isZero();
        Answer refused = carillon.run("events", "pub", "a.b");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).startsWith("error[").contains("errors lookup");
        assertThat(carillon.with("CARILLON_TOKEN", "car_wrong")
                        .run("events", "list")
                        .exit())
                .isEqualTo(4);
    }

    @Test
    void events_are_followed_under_a_name_by_one_at_a_time() throws Exception {
        carillon.start();
        carillon.shell("event:publish scan.a n=1");
        carillon.shell("event:publish scan.b n=2");
        String[] follow = {"events", "tail", "scan.*", "--durable", "wall", "-o", "ndjson"};
        List<String> once = new ArrayList<>(List.of(follow));
        once.addAll(List.of("--since", "earliest", "--count", "1"));

        Answer first = carillon.run(once.toArray(String[]::new));

        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).contains("scan.a").hasLineCount(1);
        Path out = directory.resolve("follower.out");
        Path err = directory.resolve("follower.err");
        Process follower = carillon.begin(out, err, follow);
        Awaitility.await().atMost(Installation.PATIENCE).untilAsserted(() -> assertThat(Files.readString(out))
                .contains("scan.b"));
        carillon.begin(directory.resolve("other.out"), directory.resolve("other.err"), follow);
        assertThat(follower.waitFor(Installation.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(follower.exitValue()).isEqualTo(5);
        assertThat(out).content().doesNotContain("scan.a").hasLineCount(1);
        assertThat(err).content().contains("error[in-use]", "\"wall\"", "errors lookup in-use");
    }

    @Test
    void settings_are_checked_and_explained_without_a_host() throws Exception {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.copy(carillon.home().resolve("conf/logback.xml"), conf.resolve("logback.xml"));
        Files.writeString(conf.resolve("carillon.json"), "{\n  // here\n  \"carillon.http\": { \"threads\": 60 }\n}\n");
        carillon.with("CARILLON_CONF", conf.toString()).with("CARILLON_STORE__PASSWORD", "hunter2");

        assertThat(carillon.run("config", "check").exit()).isZero();
        Answer explained = carillon.run("config", "explain", "http.threads");
        assertThat(explained.exit()).as(explained.err()).isZero();
        assertThat(explained.out()).contains("60", "50", "conf/carillon.json:3", "integer");
        assertThat(carillon.run("config", "get", "http.port").out()).isEqualTo("0\n");
        assertThat(carillon.run("config", "list", "store").out())
                .contains("store.password", "CARILLON_STORE__PASSWORD")
                .doesNotContain("hunter2");

        Answer wrong = carillon.run("config", "check", "--set", "http.prot=1");
        assertThat(wrong.exit()).isEqualTo(7);
        assertThat(wrong.err()).contains("--set http.prot", "Did you mean \"port\"?");
        assertThat(carillon.run("config", "get", "http.prot").exit()).isEqualTo(3);
    }

    @Test
    void a_host_in_a_folder_of_its_own_writes_its_log_where_and_as_that_is_wanted() throws Exception {
        Path folder = directory.resolve("own");
        Answer made = carillon.run("init", folder.toString());
        assertThat(made.exit()).as(made.err()).isZero();
        for (String name : List.of("conf", "data", "plugins", "logs")) {
            carillon.with(
                    "CARILLON_" + name.toUpperCase(Locale.ROOT),
                    folder.resolve(name).toString());
        }
        Path log = folder.resolve("logs/carillon.log");
        carillon.start("--set", "log.target=file", "--set", "log.format=json", "--set", "log.eventLine=true");
        carillon.run("shell", "event:publish", "a.b", "text=x\u2028y");

        Awaitility.await().untilAsserted(() -> assertThat(Files.readString(log))
                .contains("ready at", "[EVENT SOURCING] a.b | Data: "));
        assertThat(Files.readAllLines(log).stream().filter(line -> line.contains("ready at")))
                .singleElement()
                .asString()
                .startsWith("{\"time\":\"")
                .endsWith("}");
        assertThat(log).content().doesNotContain("\u2028");
        assertThat(carillon.shell("log:level any.logger debug").exit()).isZero();
        assertThat(Files.readAllLines(log).stream().filter(line -> line.contains(": log:level any.logger debug")))
                .hasSize(1);
        assertThat(carillon.log()).doesNotContain("ready at", "any.logger");
        assertThat(carillon.run("init", folder.toString()).err()).contains("has a configuration already");
    }

    @Test
    void what_a_plugin_refuses_or_cannot_handle_ends_with_a_code_of_its_own() throws Exception {
        Path plugins = Files.createDirectories(carillon.plugins());
        new PluginJar(PoisonActivator.class).drop(plugins.resolve("poison.jar"));
        try (Stream<Path> files = Files.list(carillon.home().resolve("share/plugins"))) {
            Path media = files.filter(file -> file.toString().contains("media-library"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(media, plugins.resolve("media.jar"));
        }
        String handler = PoisonActivator.class.getPackageName() + ":main";
        carillon.with("CARILLON_JAVA_OPTS", "-D" + PoisonActivator.HANDLED + "=" + directory.resolve("handled"))
                .start();

        String[] receipt = carillon.run("events", "pub", "burst.event", "poison:=true")
                .out()
                .strip()
                .split(" +");
        Awaitility.await().untilAsserted(() -> assertThat(
                        carillon.run("subs", "dead-letters", "list", handler).out())
                .contains("without a number"));
        Answer replayed = carillon.run("replay", "start", "--id", receipt[3], "--handler", handler);
        assertThat(replayed.exit()).as(replayed.out() + replayed.err()).isEqualTo(8);
        assertThat(replayed.out()).contains("0 deliveries succeeded, 1 failed", handler, "without a number");

        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(carillon.shell("plugin:list").out()).containsPattern("media-library +\\S+ +active"));
        Answer refused = carillon.run("config", "set", "media.libraries", "films");
        assertThat(refused.exit()).as(refused.out() + refused.err()).isEqualTo(7);
        assertThat(refused.err())
                .contains("stored, but io.carillon.media-library refused it: ", "config unset media.libraries");
        assertThat(carillon.run("config", "unset", "media.libraries").err()).contains("it is in force");
    }
}

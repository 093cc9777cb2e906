// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.image.Installation;
import io.carillon.image.Installation.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ShellIT {

    @TempDir
    static Path directory;

    private static Installation carillon;

    @BeforeAll
    static void start() throws Exception {
        carillon = new Installation(directory);
        carillon.start();
    }

    @AfterAll
    static void end() throws InterruptedException {
        carillon.close();
    }

    @Test
    void an_event_published_here_is_found_here() throws Exception {
        Answer published = carillon.shell(
                "event:publish scan.completed libraryId=films filesScanned:=1284 --subject films --correlation scan-42");
        assertThat(published.exit()).as(published.err()).isZero();
        String[] receipt = published.out().strip().split(" +");
        assertThat(receipt).hasSize(4).contains("durable", "scan.completed");

        assertThat(carillon.shell("event:list --type 'scan.**' --subject films").out())
                .contains("scan.completed", "libraryId=films filesScanned=1284", "scan-42");
        assertThat(carillon.shell("event:get " + receipt[3]).out())
                .contains("{\"libraryId\":\"films\",\"filesScanned\":1284}", "correlationid");
        assertThat(carillon.shell("event:get " + Long.parseLong(receipt[1])).out())
                .contains(receipt[3]);
        assertThat(carillon.shell("event:count --correlation scan-42").out()).isEqualTo("1\n");
        assertThat(carillon.shell("event:types").out()).contains("scan.completed");
        assertThat(carillon.shell("event:tail --from -10m --type scan.* --count 1")
                        .out())
                .contains("scan.completed");
    }

    @Test
    void publishing_the_same_again_is_no_second_event() throws Exception {
        String line = "event:publish twice.told --id same-id --time 2026-01-31T12:00:00Z n:=1";

        assertThat(carillon.shell(line).out()).doesNotContain("duplicate");
        assertThat(carillon.shell(line).out()).contains("duplicate");
        Answer other = carillon.shell(line + "2");
        assertThat(other.exit()).isEqualTo(5);
        assertThat(other.err()).contains("same-id");
    }

    @Test
    void words_may_also_be_given_one_by_one() throws Exception {
        assertThat(carillon.run("shell", "event:publish", "odd.words", "text=it's $HOME; |")
                        .exit())
                .isZero();
        assertThat(carillon.shell("event:list --type odd.words").out()).contains("text=it's $HOME; |");
    }

    @Test
    void the_exit_code_tells_how_it_ended() throws Exception {
        assertThat(carillon.shell("health:check").exit()).isZero();
        assertThat(carillon.shell("event:get nothing").exit()).isEqualTo(3);
        assertThat(carillon.shell("event:list --limit 0").exit()).isEqualTo(2);
        assertThat(carillon.shell("event:publish 'not a type'").exit()).isEqualTo(7);
        assertThat(carillon.shell("event:publish a.b n:=not-json").exit()).isEqualTo(7);
        Answer unknown = carillon.shell("plugin:why com.example.none");
        assertThat(unknown.exit()).isEqualTo(3);
        assertThat(unknown.err()).contains("there is no plugin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec ls",
                "sh -c ls",
                "gogo:sh",
                "cat /etc/passwd",
                "gogo:cat /etc/passwd",
                "felix:install file:/x.jar",
                "osgi:eval 'event:list'",
                "cm:listconfigurations",
                "bundle 0",
                "telnetd start",
                "event:list > /tmp/x",
                "event:list | cat",
                "($.context bundle 0)",
                "source x"
            })
    void nothing_but_the_commands_of_the_host_can_be_run(String line) throws Exception {
        Answer refused = carillon.shell(line);

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).startsWith("error: ");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void a_token_is_made_without_a_terminal_and_nothing_else_is_printed() throws Exception {
        Answer made = carillon.run("tokens", "create", "--role", "viewer", "--name", "ci", "--expires", "30d");

        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.err()).isEmpty();
        assertThat(made.out()).matches("car_[0-9a-zA-Z]+_[0-9a-zA-Z]+\n");
        assertThat(get("/api/v1/events", made.out().strip())).isEqualTo(200);
        assertThat(carillon.shell("token:list").out()).contains("ci", "viewer");
        assertThat(carillon.log()).doesNotContain(made.out().strip());

        assertThat(carillon.shell("token:revoke ci").exit()).isZero();
        assertThat(get("/api/v1/events", made.out().strip())).isEqualTo(401);
    }

    private static int get(String path, String token) throws Exception {
        URI url = carillon.url().resolve(path);
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void a_token_needs_a_role_that_exists_and_a_name_that_is_free() throws Exception {
        assertThat(carillon.run("tokens", "create", "--role", "emperor", "--name", "x")
                        .exit())
                .isEqualTo(2);
        assertThat(carillon.run("tokens", "create", "--name", "x").exit()).isEqualTo(2);
        assertThat(carillon.run("tokens", "create", "--role", "viewer", "--name", "one")
                        .exit())
                .isZero();
        assertThat(carillon.run("tokens", "create", "--role", "viewer", "--name", "one")
                        .exit())
                .isEqualTo(2);
        assertThat(carillon.run("tokens").exit()).isEqualTo(2);
    }

    @Test
    void the_store_is_shown_and_verified() throws Exception {
        carillon.shell("event:publish to.verify");

        assertThat(carillon.shell("store:info").out()).contains("sqlite", "position", "hash");
        Answer verified = carillon.shell("store:verify");
        assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.out()).startsWith("succeeded");
        assertThat(carillon.shell("job:list").out()).contains("verify");
    }

    @Test
    void every_command_is_in_the_log_without_its_payload() throws Exception {
        carillon.shell("event:publish audit.me password=hunter2");

        assertThat(carillon.log()).contains("event:publish audit.me password=…").doesNotContain("hunter2");
        assertThat(carillon.shell("log:tail --count 200").out()).contains("event:publish audit.me");
    }

    @Test
    void a_record_of_the_log_is_one_line_whatever_the_text() throws Exception {
        carillon.run("shell", "event:get", "x\u001b[31m");

        assertThat(carillon.log()).doesNotContain("\u001b").contains("event:get x");
    }
}

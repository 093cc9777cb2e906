// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ExitTest extends AgainstFakeHost {

    @ParameterizedTest
    @CsvSource({
        "400, invalid-parameter, 2",
        "400, malformed-json, 7",
        "401, unauthenticated, 4",
        "403, forbidden, 4",
        "404, not-found, 3",
        "409, event-conflict, 5",
        "412, precondition-failed, 5",
        "413, too-large, 7",
        "422, schema-violation, 7",
        "429, rate-limited, 6",
        "500, internal, 1",
        "503, store-unavailable, 6",
        "507, store-full, 6"
    })
    void a_problem_ends_with_the_code_for_its_kind(int status, String code, int exit) {
        host.on("POST /api/v1/events", status, "{\"code\":\"" + code + "\",\"title\":\"T\"}");

        Outcome refused = command().run("events", "pub", "a.b");

        assertThat(refused.exit()).isEqualTo(exit);
        assertThat(refused.err()).startsWith("error[" + code + "] T\n").contains("errors lookup " + code);
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void a_problem_tells_the_places_what_was_found_and_what_helps_without_control_characters() {
        host.on(
                "POST /api/v1/events",
                422,
                "{\"code\":\"schema-violation\",\"detail\":\"data does not match\",\"hint\":\"look\\u001b[2J\",\"errors\":["
                        + "{\"pointer\":\"#/data/filesScanned\",\"detail\":\"must be an integer\",\"got\":\"many\"}]}");

        assertThat(command()
                        .run("events", "pub", "scan.completed", "filesScanned=many")
                        .err())
                .isEqualTo("""
                        error[schema-violation] data does not match
                          #/data/filesScanned     must be an integer   got "many"
                          hint: look\\u001b[2J       more: carillon errors lookup schema-violation
                        """);
    }

    @Test
    void what_is_no_answer_of_a_host_is_told_by_its_status() {
        host.on("GET /api/v1/events", 502, "text/html", "<html>bad gateway</html>");

        Outcome refused = command().run("events", "list");

        assertThat(refused.exit()).isEqualTo(Exit.UNAVAILABLE);
        assertThat(refused.err()).startsWith("error[502] HTTP status 502");
    }

    @Test
    void no_host_is_code_6_and_says_where_it_looked() {
        String url = host.url();
        host.close();

        Outcome refused = new CommandLineRun(home).run("events", "list", "--server", url);
        assertThat(refused.exit()).isEqualTo(Exit.UNAVAILABLE);
        assertThat(refused.err()).contains("no host answers at " + url);

        assertThat(refused.err()).doesNotContain("java.net");
        assertThat(new CommandLineRun(home)
                        .run("events", "list", "--server", url, "--verbose")
                        .err())
                .contains("because of java.net.ConnectException", "    at ");

        Outcome nowhere = new CommandLineRun(home).run("events", "list");
        assertThat(nowhere.exit()).isEqualTo(Exit.UNAVAILABLE);
        assertThat(nowhere.err()).contains("--server URL", "CARILLON_URL", "carillon context add");
    }

    @ParameterizedTest
    @CsvSource({
        "events lsit, did you mean: carillon events list",
        "events tial, did you mean: carillon events tail",
        "event list, did you mean: carillon events",
        "events list --frm 3, --from",
        "evnts list, events",
        "events get, ID",
        "tokens create --name x, --role"
    })
    void wrong_words_are_code_2_with_what_was_meant(String words, String meant) {
        assertThat(refused(words.split(" ")).err())
                .startsWith("error: ")
                .contains(meant)
                .contains("--help");
    }

    @Test
    void a_letter_is_not_taken_for_another_one() {
        assertThat(refused("events", "list", "-x").err()).doesNotContain("did you mean");
    }

    @ParameterizedTest
    @CsvSource({
        "events clear",
        "events rm e1",
        "subs seek p:h earliest",
        "subs reset p:h",
        "subs purge p:h",
        "subs dead-letters discard p:h --all",
        "plugin rm p",
        "users rm ada"
    })
    void nothing_is_destroyed_without_a_terminal_and_without_force(String words) {
        Outcome refused = command().run(words.split(" "));

        assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err()).contains("will not ask for confirmation without a terminal; add --force");
        assertThat(host.asked()).isEmpty();
    }

    @Test
    void another_word_than_the_one_asked_for_does_nothing() {
        host.on(
                "GET /api/v1/plugins/p/impact",
                200,
                "{\"plugin\":\"p\",\"subscriptions\":[\"p:main\"],\"live\":[],\"types\":[],\"listeners\":[],"
                        + "\"dependents\":[\"q\"]}");
        Outcome refused = command().typed().input("yes\n").run("plugin", "rm", "p");

        assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err())
                .contains("subscriptions: p:main; dependents: q", "Type REMOVE to go on", "nothing was done");
        assertThat(host.asked()).extracting(FakeHost.Asked::method).containsExactly("GET");

        host.on("DELETE /api/v1/plugins/p", 202, "");
        assertThat(command()
                        .typed()
                        .input("REMOVE\n")
                        .run("plugin", "rm", "p", "--dependents")
                        .exit())
                .isZero();
        assertThat(host.asked().get(2).line()).isEqualTo("DELETE /api/v1/plugins/p?dependents=true");
    }

    @Test
    void a_job_that_did_not_succeed_wholly_is_code_8() {
        host.on("GET /api/v1/jobs/j", 200, "{\"id\":\"j\",\"state\":\"running\",\"progress\":{\"done\":1}}")
                .on(
                        "GET /api/v1/jobs/j",
                        200,
                        "{\"id\":\"j\",\"state\":\"succeeded\",\"progress\":{\"done\":2,\"failed\":1}}");
        assertThat(command().run("jobs", "watch", "j").exit()).isEqualTo(Exit.JOB_FAILED);

        host.on("GET /api/v1/jobs/k", 200, "{\"id\":\"k\",\"state\":\"succeeded\",\"progress\":{\"done\":2}}");
        assertThat(command().run("jobs", "watch", "k").exit()).isZero();
    }

    @Test
    void a_replay_of_which_deliveries_failed_is_code_8_started_or_watched() {
        String job = "{\"id\":\"r\",\"kind\":\"replay\",\"state\":\"succeeded\","
                + "\"progress\":{\"done\":8,\"total\":8,\"failed\":%d,\"unit\":\"events\"}}";
        host.on(
                        "GET /api/v1/events/e-1",
                        200,
                        "application/cloudevents+json",
                        "{\"sequence\":\"00000000000000000007\"}")
                .on("POST /api/v1/events/replay", 202, job.formatted(0))
                .on("GET /api/v1/jobs/r", 200, job.formatted(1))
                .on("GET /api/v1/jobs/r", 200, job.formatted(1))
                .on("GET /api/v1/jobs/r", 200, job.formatted(0));

        assertThat(command().run("replay", "start", "--id", "e-1").exit()).isEqualTo(Exit.JOB_FAILED);
        assertThat(command().run("replay", "watch", "r").exit()).isEqualTo(Exit.JOB_FAILED);
        assertThat(command().run("replay", "watch", "r").exit()).isZero();
    }

    @Test
    void an_import_of_which_a_part_could_not_be_used_is_code_8_and_says_so() throws IOException {
        String job =
                "{\"id\":\"i\",\"kind\":\"import\",\"state\":\"succeeded\",\"progress\":{\"done\":3,\"failed\":%d}}";
        host.on("POST /api/v1/events/import", 202, job.formatted(0))
                .on("GET /api/v1/jobs/i", 200, job.formatted(1))
                .on("GET /api/v1/jobs/i", 200, job.formatted(0));

        Outcome partly = command().input("garbage").run("events", "import", "-");

        assertThat(partly.exit()).isEqualTo(Exit.JOB_FAILED);
        assertThat(partly.err()).contains("partly imported: 1 of 3 lines could not be used");
        assertThat(command().run("jobs", "watch", "i").exit()).isZero();
        int asked = host.asked().size();
        Outcome sheet = command().input("x").run("events", "import", "-", "--format", "xlsx");
        assertThat(sheet.exit()).isEqualTo(Exit.REFUSED);
        assertThat(sheet.err()).contains("--format ndjson or csv");
        assertThat(host.asked()).hasSize(asked);
    }

    @Test
    void a_table_is_imported_as_one_by_its_name_or_when_it_is_said_to_be(@TempDir Path folder) throws IOException {
        Path table = Files.writeString(folder.resolve("orders.csv"), "id,source,type\n");
        host.on("POST /api/v1/events/import", 202, "{\"id\":\"i\"}");

        assertThat(command()
                        .run("events", "import", table.toString(), "--no-wait")
                        .exit())
                .isZero();
        assertThat(command()
                        .input("x")
                        .run("events", "import", "-", "--format", "csv", "--no-wait")
                        .exit())
                .isZero();
        assertThat(command()
                        .run("events", "import", table.toString(), "--format", "ndjson", "--no-wait")
                        .exit())
                .isZero();

        assertThat(host.asked())
                .extracting(asked -> asked.header("Content-type"))
                .containsExactly("text/csv", "text/csv", "application/x-ndjson");
        assertThat(host.asked().get(0).body()).isEqualTo("id,source,type\n");
    }

    @Test
    void a_plugin_is_shown_when_it_is_what_it_was_told_to_be() {
        host.on("PATCH /api/v1/plugins/p", 202, "{\"id\":\"p\",\"state\":\"active\"}")
                .on("GET /api/v1/plugins/p", 200, "{\"id\":\"p\",\"state\":\"stopping\"}")
                .on("GET /api/v1/plugins/p", 404, "{\"code\":\"not-found\"}")
                .on("GET /api/v1/plugins/p", 200, "{\"id\":\"p\",\"state\":\"disabled\"}")
                .on("GET /api/v1/plugins/p", 200, "{\"id\":\"p\",\"state\":\"disabled\"}")
                .on("GET /api/v1/plugins/p", 200, "{\"id\":\"p\",\"state\":\"failed\"}");

        Outcome disabled = command().run("plugin", "disable", "p");
        assertThat(disabled.exit()).isZero();
        assertThat(disabled.out()).contains("disabled").doesNotContain("active", "stopping");

        Outcome enabled = command().run("plugin", "enable", "p");
        assertThat(enabled.out()).contains("failed");
        assertThat(enabled.exit()).isEqualTo(Exit.FAILED);
    }

    static List<String> commands() {
        List<String> all = new ArrayList<>();
        collect(new Carillon(Map.of(), Terminal.ofProcess(), exit -> {}, List.of("completion")).commands(), "", all);
        return all;
    }

    private static void collect(CommandLine command, String path, List<String> all) {
        command.getSubcommands().forEach((name, sub) -> {
            if (sub.getSubcommands().isEmpty()) {
                all.add((path + " " + name).strip());
            }
            collect(sub, path + " " + name, all);
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_explains_itself_with_an_example(String command) {
        Outcome help = command().run((command + " --help").split(" "));

        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .startsWith("Usage: carillon ")
                .contains("Example: ")
                .doesNotContain("<arg");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void a_command_that_is_only_mentioned_is_described_as_the_command_itself() {
        CommandLine mentioned = new Carillon(Map.of(), Terminal.ofProcess(), exit -> {}, List.of()).commands();
        CommandLine whole = new Carillon(Map.of(), Terminal.ofProcess(), exit -> {}, List.of("completion")).commands();

        assertThat(mentioned.getUsageMessage()).isEqualTo(whole.getUsageMessage());
    }

    @Test
    void the_list_of_commands_is_whole() {
        assertThat(commands())
                .contains(
                        "events pub",
                        "events list",
                        "events get",
                        "events tail",
                        "events types",
                        "events stats",
                        "events flow",
                        "events explain",
                        "events rm",
                        "events clear",
                        "events export",
                        "events import",
                        "replay start",
                        "replay list",
                        "replay watch",
                        "replay cancel",
                        "subs ls",
                        "subs show",
                        "subs pause",
                        "subs resume",
                        "subs seek",
                        "subs reset",
                        "subs purge",
                        "subs dead-letters list",
                        "subs dead-letters show",
                        "subs dead-letters retry",
                        "subs dead-letters discard",
                        "plugin ls",
                        "plugin info",
                        "plugin why",
                        "plugin impact",
                        "plugin install",
                        "plugin rm",
                        "plugin enable",
                        "plugin disable",
                        "plugin reload",
                        "plugin config",
                        "plugin logs",
                        "jobs ls",
                        "jobs show",
                        "jobs watch",
                        "jobs cancel",
                        "jobs pause",
                        "jobs resume",
                        "tokens create",
                        "tokens ls",
                        "tokens revoke",
                        "users add",
                        "users role",
                        "users rm",
                        "users ls",
                        "users passwd",
                        "users disable",
                        "users setup-link",
                        "config list",
                        "config get",
                        "config explain",
                        "config set",
                        "config unset",
                        "config check",
                        "context add",
                        "context ls",
                        "context use",
                        "context rm",
                        "errors lookup",
                        "init",
                        "doctor",
                        "backup",
                        "restore",
                        "store verify",
                        "store migrate",
                        "upgrade",
                        "completion",
                        "run",
                        "stop",
                        "status",
                        "shell",
                        "version");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subs pause nope | 404 | not-found | Check the path and the id. | carillon subs ls shows what there is.",
                "subs dead-letters list nope | 404 | not-found | Check the path and the id. | carillon subs ls shows what there is.",
                "events get nope | 404 | not-found | Check the path and the id. | carillon events list shows what there is.",
                "jobs ls | 404 | not-found | Check the path and the id. | Check the name or id.",
                "events list --limit banana | 400 | invalid-parameter | See errors for the parameter."
                        + " | carillon events list --help says what it takes.",
                "jobs ls | 503 | overloaded | Try the same again after Retry-After. | Try the same again in a moment.",
                "jobs ls | 403 | forbidden | Ask ada. | Ask ada."
            })
    void what_helps_is_told_in_words_of_the_command_line(
            String words, int status, String code, String hint, String told) {
        String problem = "{\"code\":\"" + code + "\",\"title\":\"T\",\"hint\":\"" + hint + "\"}";
        host.on("GET /api/v1/jobs", status, problem)
                .on("GET /api/v1/events", status, problem)
                .on("GET /api/v1/events/nope", status, problem)
                .on("PATCH /api/v1/subscriptions/nope", status, problem)
                .on("GET /api/v1/subscriptions/nope/dead-letters", status, problem);

        assertThat(command().run(words.split(" ")).err()).contains("  hint: " + told + "       more: ");
    }

    @Test
    void several_jobs_are_cancelled_and_it_is_said_which_could_not_be() {
        host.on("DELETE /api/v1/jobs/a", 202, "{\"id\":\"a\",\"state\":\"cancelling\"}")
                .on("DELETE /api/v1/jobs/b", 409, "{\"code\":\"job-finished\",\"detail\":\"it is over\"}")
                .on("DELETE /api/v1/jobs/c", 202, "{\"id\":\"c\",\"state\":\"cancelling\"}");

        Outcome several = command().run("jobs", "cancel", "a", "b", "c");

        assertThat(several.exit()).isEqualTo(Exit.CONFLICT);
        assertThat(several.out().lines().map(line -> line.substring(0, 1))).containsExactly("a", "c");
        assertThat(several.err()).startsWith("b: error[job-finished] it is over\n");
        Outcome one = command().run("jobs", "cancel", "a");
        assertThat(one.exit()).isZero();
        assertThat(one.out()).isEqualTo("ID\ta\nSTATE\tcancelling\n");
    }

    @Test
    void no_paragraph_of_a_help_text_is_broken_by_hand_and_by_its_width() {
        CommandLine all = new Carillon(Map.of(), Terminal.ofProcess(), exit -> {}, List.of("completion")).commands();
        List<String> broken = new ArrayList<>();
        collectBroken(all, broken);

        assertThat(broken).isEmpty();
    }

    private static void collectBroken(CommandLine command, List<String> broken) {
        CommandLine.Model.UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        for (String[] lines : List.of(usage.description(), usage.footer())) {
            for (int i = 1; i < lines.length; i++) {
                boolean wide = lines[i - 1].replace("%n", "").length() > usage.width();
                if (wide && !lines[i].startsWith("%n")) {
                    broken.add(command.getCommandSpec().qualifiedName() + ": " + lines[i]);
                }
            }
        }
        command.getSubcommands().values().forEach(each -> collectBroken(each, broken));
    }

    @Test
    void a_token_that_others_on_the_way_can_read_is_told_once() {
        host.on("GET /api/v1/events", 200, "{\"items\":[]}");
        String elsewhere =
                host.url().replace("127.0.0.1", "0.0.0.0"); // this machine, by an address that others may have too

        Outcome open = command().run("events", "list", "--server", elsewhere, "--token", "car_x");
        Outcome quiet = command().run("events", "list", "--server", elsewhere, "--token", "car_x", "-q");
        Outcome here = command().run("events", "list", "--token", "car_x");
        Outcome nothing = command().run("events", "list", "--server", elsewhere);

        assertThat(open.exit()).as(open.err()).isZero();
        assertThat(open.err()).containsOnlyOnce("warning: the token goes to " + elsewhere + " unencrypted");
        assertThat(quiet.err()).isEmpty();
        assertThat(here.err()).doesNotContain("warning");
        assertThat(nothing.err()).doesNotContain("warning");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon events tail --durable}. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class DurableTailTest {

    @TempDir
    Path home;

    private FakeSocketHost host;

    @BeforeEach
    void start() throws IOException {
        host = new FakeSocketHost();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private Outcome tail(String... words) {
        String[] all = new String[words.length + 4];
        System.arraycopy(new String[] {"events", "tail", "--durable", "wall"}, 0, all, 0, 4);
        System.arraycopy(words, 0, all, 4, words.length);
        return new CommandLineRun(home).with("CARILLON_URL", host.url()).run(all);
    }

    private static String event(int position) {
        return "{\"type\":\"event\",\"sub\":1,\"event\":{\"type\":\"a\",\"sequence\":\"" + position + "\"}}";
    }

    private static String printed(int position) {
        return "{\"type\":\"a\",\"sequence\":\"" + position + "\"}\n";
    }

    private List<String> acknowledged() {
        return host.heard().stream()
                .filter(frame -> frame.at("type").text().equals("ack"))
                .map(frame -> frame.at("sequence").text())
                .toList();
    }

    @Test
    void what_is_printed_is_acknowledged_and_the_end_waits_for_the_host() {
        host.next(guest -> {
            guest.hear("subscribe");
            guest.say("{\"type\":\"ok\",\"id\":1}", event(1), event(2), event(3));
            guest.hear("ping");
            guest.say(event(4), "{\"type\":\"pong\",\"id\":1}");
        });

        Outcome tailed = tail(
                "a.*",
                "--type",
                "b",
                "--subject",
                "s",
                "--where",
                "/n>1",
                "--since",
                "5m",
                "--count",
                "3",
                "-o",
                "ndjson");

        assertThat(tailed.exit()).as(tailed.err()).isZero();
        assertThat(tailed.out()).isEqualTo(printed(1) + printed(2) + printed(3));
        assertThat(acknowledged()).last().isEqualTo("3");
        Json subscribe = host.heard().get(0);
        assertThat(subscribe.at("durable").text()).isEqualTo("wall");
        assertThat(subscribe.at("types").compact()).isEqualTo("[\"a.*\",\"b\"]");
        assertThat(subscribe.at("filter").compact())
                .isEqualTo("[{\"data\":{\"/n\":{\">\":\"1\"}}},{\"exact\":{\"subject\":\"s\"}}]");
        assertThat(subscribe.at("from").text()).isEqualTo("-5m");
        assertThat(subscribe.at("credit").number()).isPositive();
    }

    @Test
    void after_a_break_it_goes_on_and_what_was_printed_already_is_only_acknowledged() {
        host.next(guest -> {
                    guest.hear("subscribe");
                    guest.say("{\"type\":\"ok\",\"id\":1}", event(1), event(2));
                    guest.hearAcknowledged("2");
                    guest.say("{\"type\":\"bye\",\"reason\":\"slow\"}");
                    guest.end(4429);
                })
                .next(guest -> {
                    guest.hear("subscribe");
                    guest.say(
                            "{\"type\":\"ok\",\"id\":1}",
                            event(2),
                            "{\"type\":\"caughtup\",\"sub\":1,\"sequence\":\"2\"}",
                            "{\"type\":\"position\",\"sub\":1,\"sequence\":\"8\"}",
                            event(9));
                    guest.hear("ping");
                    guest.say("{\"type\":\"pong\",\"id\":1}");
                });

        Outcome tailed = tail("--count", "3", "-o", "ndjson");

        assertThat(tailed.exit()).as(tailed.err()).isZero();
        assertThat(tailed.out()).isEqualTo(printed(1) + printed(2) + printed(9));
        assertThat(tailed.err()).contains("the host ended the connection (slow)");
        assertThat(acknowledged()).contains("8").endsWith("9");
    }

    @Test
    void who_is_taken_over_stops_and_says_why() {
        for (boolean said : List.of(true, false)) {
            host.next(guest -> {
                guest.hear("subscribe");
                guest.say("{\"type\":\"ok\",\"id\":1}");
                if (said) {
                    guest.say("{\"type\":\"bye\",\"reason\":\"durable-in-use\"}");
                } else {
                    guest.end(4409);
                }
            });

            Outcome tailed = tail();

            assertThat(tailed.exit()).isEqualTo(Exit.CONFLICT);
            assertThat(tailed.err())
                    .contains("error[in-use] another connection", "\"wall\"")
                    .contains("hint: One at a time", "carillon errors lookup in-use");
        }
    }

    @Test
    void what_another_connection_would_not_mend_ends_the_command() {
        host.next(guest -> {
                    guest.hear("subscribe");
                    guest.say("{\"type\":\"error\",\"id\":1,\"problem\":{\"status\":400,\"code\":\"invalid-parameter\","
                            + "\"detail\":\"durable must be\"}}");
                })
                .next(guest -> guest.end(4401))
                .next(guest -> guest.end(1008))
                .next(guest -> guest.end(4400))
                .next(guest -> {
                    guest.hear("subscribe");
                    guest.say("{\"type\":\"gap\",\"sub\":1,\"requested\":\"1\",\"earliest\":\"5\"}");
                });

        assertThat(tail().err()).startsWith("error[invalid-parameter] durable must be");
        assertThat(tail().exit()).isEqualTo(Exit.NOT_ALLOWED);
        assertThat(tail().exit()).isEqualTo(Exit.NOT_ALLOWED);
        assertThat(tail().exit()).isEqualTo(Exit.FAILED);
        assertThat(tail("--fail-on-gap").exit()).isEqualTo(Exit.NOT_FOUND);
    }

    @Test
    void what_speaks_no_websocket_is_told_at_once() throws IOException {
        try (FakeHost other = new FakeHost()) {
            other.on("GET /api/v1/events/ws", 403, "{\"code\":\"forbidden\"}").on("GET /x", 200, "{}");
            CommandLineRun command = new CommandLineRun(home).with("CARILLON_URL", other.url());

            assertThat(command.run("events", "tail", "--durable", "wall").exit())
                    .isEqualTo(Exit.NOT_ALLOWED);
            assertThat(other.asked().get(0).header("Sec-websocket-protocol")).isEqualTo("carillon.v1.json");
            assertThat(other.asked()).hasSize(1);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AppendTest {

    @TempDir
    private Path directory;

    @Test
    void a_short_run_measures_every_contender_and_reports_it() throws Exception {
        Path output = directory.resolve("append.json");
        AppendPlan plan = new AppendPlan(1, 1, Duration.ofMillis(500), 8, output);

        Report report = new Append(plan, directory).run();
        report.write(output);

        System.out.print(report.table());
        assertThat(report.results()).hasSize(3).allSatisfy(result -> {
            assertThat(result.oursPerSecond()).isPositive();
            assertThat(result.peerPerSecond()).isPositive();
        });
        assertThat(report.table())
                .contains("Carillon, SQLite", "raw batched SQLite", "8 durable handlers", "autocommit INSERT", "RATIO");
        JsonNode json = new ObjectMapper().readTree(output.toFile());
        assertThat(json.path("results")).hasSize(3);
        assertThat(json.path("results").path(1).path("ratio").asDouble()).isPositive();
    }

    @Test
    void a_short_run_over_http_measures_both_ways() throws Exception {
        AppendPlan plan = new AppendPlan(1, 1, Duration.ofMillis(500), 4, directory.resolve("http.json"));

        Report report = new HttpPublish(plan, directory).run();

        System.out.print(report.table());
        assertThat(report.results()).hasSize(1).allSatisfy(result -> {
            assertThat(result.oursPerSecond()).isPositive();
            assertThat(result.peerPerSecond()).isPositive();
        });
    }

    @Test
    void a_short_run_gives_events_to_clients_both_ways() throws Exception {
        AppendPlan plan = new AppendPlan(0, 1, Duration.ofMillis(500), 4, directory.resolve("fan-out.json"));

        FanOut fanOut = new FanOut(plan, directory);
        Report report = fanOut.run();

        System.out.print(report.table());
        assertThat(fanOut.processorTime()).matches(".* [0-9.]+ us against [0-9.]+ us, ratio [0-9.]+");
        assertThat(report.results()).hasSize(1).allSatisfy(result -> {
            assertThat(result.oursPerSecond()).isPositive();
            assertThat(result.peerPerSecond()).isPositive();
        });
    }

    @Test
    void a_listener_that_misses_an_event_ends_the_run() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Listeners listeners = serve(server, 0, 1, 3)) {
            assertThatThrownBy(() -> listeners.await(3)).cause().hasMessageContaining("event 3 where 2 was due");
        }
    }

    @Test
    void a_listener_counts_the_events_that_come() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Listeners listeners = serve(server, 0, 1, 2)) {
            listeners.await(3);
        }
    }

    /** One client of a server that sends events with these numbers, in pieces. */
    private static Listeners serve(ServerSocket server, int... numbers) throws Exception {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes("HTTP/1.1 101 Switching Protocols\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        for (int number : numbers) {
            byte[] event = ("{\"data\":" + Payload.numbered(200, number) + "}").getBytes(StandardCharsets.US_ASCII);
            answer.writeBytes(new byte[] {(byte) 0x81, 126, 0, (byte) event.length});
            answer.writeBytes(event);
        }
        Thread container = new Thread(() -> {
            try (Socket client = server.accept()) {
                client.setTcpNoDelay(true);
                OutputStream output = client.getOutputStream();
                for (byte each : answer.toByteArray()) {
                    output.write(each);
                }
                while (client.getInputStream().read() >= 0) {
                    // the request, until the client closes
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        container.start();
        return Listeners.connect(
                URI.create("http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort()),
                "/",
                "",
                1);
    }

    @Test
    void a_table_says_whether_a_goal_is_met() {
        AppendPlan plan = AppendPlan.parse("--rounds", "3", "--seconds", "1");
        Pairing.Result met = new Pairing.Result("a", "b", 200, 100, 2, List.of(200.0), List.of(100.0));
        Pairing.Result missed = new Pairing.Result("a", "b", 199, 100, 2, List.of(199.0), List.of(100.0));

        assertThat(new Report(plan, List.of(met)).table()).contains("2.00  2.0 met");
        assertThat(new Report(plan, List.of(missed)).table()).contains("1.99  2.0 missed");
    }

    @Test
    void the_middle_of_the_rounds_counts() {
        assertThat(Pairing.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5.0);
        assertThat(Pairing.median(List.of(9.0, 1.0, 5.0, 6.0))).isEqualTo(5.5);
    }

    @Test
    void the_payload_has_the_size_it_says_and_ids_ascend() {
        assertThat(Payload.json().getBytes(StandardCharsets.UTF_8)).hasSize(Payload.BYTES);
        String first = Payload.id();
        assertThat(Payload.id()).isGreaterThan(first);
    }

    @Test
    void an_unknown_option_is_refused() {
        assertThatThrownBy(() -> AppendPlan.parse("--round", "3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--rounds");
    }
}

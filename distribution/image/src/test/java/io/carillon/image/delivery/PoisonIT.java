// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.image.Installation;
import io.carillon.image.PluginJar;
import io.carillon.image.delivery.burst.BurstActivator;
import io.carillon.image.delivery.delay.DelayActivator;
import io.carillon.image.delivery.poison.PoisonActivator;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event in a hundred is poison to one handler. The system property {@code carillon.poison.events} makes it more; the
 * goal is measured with 100,000.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PoisonIT {

    private static final Logger LOG = LoggerFactory.getLogger(PoisonIT.class);
    private static final int EVENTS = Integer.getInteger("carillon.poison.events", 6_000);
    private static final int EVENTS_PER_SECOND = 1_500;
    private static final String POISONED = PoisonActivator.class.getPackageName() + ":main";
    private static final Duration PATIENCE = Installation.PATIENCE.plusSeconds(EVENTS / 100);

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private String token = "";

    @Test
    void poison_becomes_dead_letters_and_touches_nobody_else() throws Exception {
        double baseline = run("baseline", false);
        double beside = run("poisoned", true);
        LOG.info("p99 of the healthy handler: {} ms alone, {} ms beside the poisoned one", baseline, beside);
        // Twice is the goal, on a machine of its own; where others work beside us, it means nothing.
        long room = Patience.onIdleMachine(Duration.ofMillis(100)).toMillis();
        assertThat(beside).isLessThanOrEqualTo(Math.max(2 * baseline, baseline + room));
    }

    /** Returns the p99 in ms from the log's time to the healthy handler. */
    private double run(String name, boolean poisoned) throws Exception {
        Path place = Files.createDirectory(directory.resolve(name));
        Path done = place.resolve("done");
        Path handled = place.resolve("handled");
        Path delays = place.resolve("delays");
        try (Installation carillon = new Installation(place.resolve("host"))) {
            carillon.with(
                    "CARILLON_JAVA_OPTS",
                    String.join(
                            " ",
                            "-D" + BurstActivator.EVENTS + "=" + EVENTS,
                            "-D" + BurstActivator.RATE + "=" + EVENTS_PER_SECOND,
                            "-D" + BurstActivator.DONE + "=" + done,
                            "-D" + PoisonActivator.HANDLED + "=" + handled,
                            "-D" + DelayActivator.FILE + "=" + delays));
            Files.createDirectories(carillon.plugins());
            new PluginJar(DelayActivator.class).drop(carillon.plugins().resolve("delay.jar"));
            if (poisoned) {
                drop(carillon, "1.0.0");
            }
            Process host = carillon.start();
            new PluginJar(BurstActivator.class).drop(carillon.plugins().resolve("burst.jar"));
            await().atMost(PATIENCE).until(() -> Files.exists(done));
            await().atMost(PATIENCE).until(() -> lines(delays).size() >= EVENTS);
            if (poisoned) {
                checkPoison(carillon, handled);
            }
            carillon.terminate(host);
        }
        long[] sorted =
                lines(delays).stream().mapToLong(Long::parseLong).sorted().toArray();
        return sorted[(int) (sorted.length * 0.99)] / 1_000.0;
    }

    private void checkPoison(Installation carillon, Path handled) throws Exception {
        int poison = EVENTS / BurstActivator.POISON;
        await().atMost(PATIENCE).until(() -> lines(handled).size() >= EVENTS - poison);
        await().atMost(PATIENCE).until(() -> letters(carillon) == poison);
        assertThat(numbers(handled))
                .as("every good event once")
                .containsExactlyElementsOf(LongStream.rangeClosed(1, EVENTS)
                        .filter(number -> number % BurstActivator.POISON != 0)
                        .boxed()
                        .toList());

        drop(carillon, "2.0.0");
        await().atMost(Installation.PATIENCE)
                .until(() -> carillon.shell("plugin:list").out().contains("2.0.0"));
        Installation.Answer retried = carillon.shell("sub:retry " + POISONED + " --all");
        assertThat(retried.exit()).as(retried.err()).isZero();
        await().atMost(PATIENCE).until(() -> letters(carillon) == 0);
        assertThat(numbers(handled))
                .as("every event once")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, EVENTS).boxed().toList());
        LOG.info(
                "{} events: {} handled at once, {} dead letters, all handled after the repair",
                EVENTS,
                EVENTS - poison,
                poison);
    }

    private static void drop(Installation carillon, String version) throws IOException {
        new PluginJar(PoisonActivator.class)
                .version(version)
                .drop(carillon.plugins().resolve("poison.jar"));
    }

    private long letters(Installation carillon) throws IOException, InterruptedException {
        if (token.isEmpty()) {
            token = carillon.token("viewer", "poison");
        }
        HttpRequest request = HttpRequest.newBuilder(carillon.url().resolve("/api/v1/subscriptions"))
                .header("Authorization", "Bearer " + token)
                .build();
        String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        for (JsonNode each : JSON.readTree(answer).path("items")) {
            if (each.path("name").asText().equals(POISONED)) {
                return each.path("deadLetters").asLong();
            }
        }
        throw new IOException("there is no subscription " + POISONED + " in " + answer);
    }

    private static List<Long> numbers(Path file) throws IOException {
        return lines(file).stream().map(Long::parseLong).sorted().toList();
    }

    private static List<String> lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.image.Installation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image under the eyes of other people's tools, which the profile {@code clients} runs. See src/check. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ExternalCheck {

    /** Packages come over the network. */
    private static final long PATIENCE_MINUTES = 15;

    @TempDir
    Path directory;

    private Installation carillon;
    private String token;

    @BeforeEach
    void start() throws Exception {
        carillon = new Installation(directory);
        carillon.start();
        token = carillon.token("admin", "judges");
    }

    @AfterEach
    void end() throws InterruptedException {
        carillon.close();
    }

    @Test
    void the_documents_are_without_errors() throws Exception {
        run(
                Path.of("/dev/null"),
                "sh",
                "src/check/documents/check.sh",
                carillon.url().toString());
    }

    @Test
    void the_metrics_are_without_errors() throws Exception {
        HttpResponse<Path> metrics;
        metrics = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(carillon.url() + "/metrics"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofFile(directory.resolve("metrics.txt")));

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).content().contains("carillon_build_info{");
        String promtool = System.getProperty("carillon.promtool", "promtool");
        assertThat(run(metrics.body(), promtool, "check", "metrics")).isEmpty();
    }

    @Test
    void clients_understand_the_host_and_it_understands_them() throws Exception {
        run(Path.of("/dev/null"), "sh", "src/check/clients/check.sh");
    }

    private String run(Path input, String... command) throws IOException, InterruptedException {
        Path said = directory.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(Map.of("CARILLON_URL", carillon.url().toString(), "CARILLON_TOKEN", token));
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            assertThat(ended && process.exitValue() == 0)
                    .as(() -> List.of(command) + " said:\n" + read(said))
                    .isTrue();
            return Files.readString(said);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}

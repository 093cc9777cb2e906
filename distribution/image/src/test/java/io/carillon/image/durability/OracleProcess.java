// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.image.Installation;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts the {@link Oracle} as a process of its own. */
final class OracleProcess implements AutoCloseable {

    private static final long LONGEST_END_SECONDS = 300;

    private final Process process;

    private OracleProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts producers that find the host through its ready file.
     *
     * @param histories folder for what they write down
     * @param prefix of their names and of their history's
     */
    static OracleProcess load(
            Installation host, Path histories, String prefix, int producers, int perSecond, long seed, String token)
            throws IOException {
        return new OracleProcess(start(
                token,
                "load",
                host.ready().toString(),
                histories.toString(),
                prefix,
                Integer.toString(producers),
                Integer.toString(perSecond),
                Long.toString(seed)));
    }

    /** Has a host's log judged by another process. */
    static Verdict judge(Installation host, Path histories, String token) throws IOException, InterruptedException {
        Process judge = start(token, "judge", host.url().toString(), histories.toString());
        String text = new String(judge.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = judge.waitFor();
        assertThat(text).as("the judge answered, exit code %d", exit).startsWith("acknowledged=");
        Verdict verdict = Verdict.parse(text);
        assertThat(exit).isEqualTo(verdict.clean() ? 0 : 1);
        return verdict;
    }

    private static Process start(String token, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                classPath(),
                Oracle.class.getName()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put(Oracle.TOKEN, token);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return builder.start();
    }

    private static String classPath() {
        return Stream.of(Oracle.class, ObjectMapper.class, JsonFactory.class, JsonProperty.class)
                .map(OracleProcess::origin)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets every producer finish the event in hand. */
    void finish() throws IOException, InterruptedException {
        process.getOutputStream().close();
        assertThat(process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS))
                .as("producers ended")
                .isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}

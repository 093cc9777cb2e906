// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import io.carillon.image.durability.load.LoadActivator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A process of its own that outlives the host under test. It publishes and writes down what it was told, or reads the
 * whole log afterwards and judges it.
 *
 * <pre>
 * load  READY FOLDER PREFIX PRODUCERS EVENTS-PER-SECOND SEED    until its standard input ends
 * judge URL FOLDER                                               exit code 0 when nothing was broken, else 1
 * </pre>
 *
 * <p>FOLDER holds the histories: {@code load} adds its own, {@code judge} reads all. The token comes in the environment as {@value #TOKEN}.
 */
public final class Oracle {

    static final String TOKEN = "ORACLE_TOKEN";

    private static final int PAGE = 1_000;
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private Oracle() {}

    public static void main(String[] arguments) throws Exception {
        String token = Objects.requireNonNull(System.getenv(TOKEN), TOKEN);
        switch (arguments[0]) {
            case "load" ->
                load(
                        Path.of(arguments[1]),
                        Path.of(arguments[2]),
                        arguments[3],
                        Integer.parseInt(arguments[4]),
                        Integer.parseInt(arguments[5]),
                        Long.parseLong(arguments[6]),
                        token);
            case "judge" -> System.exit(judge(URI.create(arguments[1]), Path.of(arguments[2]), token));
            default -> throw new IllegalArgumentException("unknown mode " + arguments[0]);
        }
    }

    private static void load(Path ready, Path folder, String prefix, int count, int perSecond, long seed, String token)
            throws IOException, InterruptedException {
        try (History history = History.append(folder.resolve(prefix + History.SUFFIX))) {
            List<Producer> producers = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                String name = prefix + i;
                Producer producer = new Producer(name, ready, token, history, (double) perSecond / count, seed + i);
                producers.add(producer);
                Thread thread = new Thread(producer, name);
                thread.start();
                threads.add(thread);
            }
            while (System.in.read() >= 0) {
                // Only the end of the input means something.
            }
            producers.forEach(Producer::stop);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static int judge(URI url, Path folder, String token) throws IOException {
        List<LoggedEvent> log;
        try (Connection connection = Connection.open(url, token, ANSWER)) {
            log = new LogPages(connection, PAGE).readAll();
        }
        Verdict verdict = Judge.judge(History.read(folder), log, Set.of(Producer.SOURCE, LoadActivator.SOURCE));
        System.out.println(verdict.text());
        return verdict.clean() ? 0 : 1;
    }
}

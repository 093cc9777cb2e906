// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Contexts;
import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Address;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Server;
import io.carillon.cli.local.DevHost;
import io.carillon.cli.local.DevJars;
import io.carillon.cli.output.Json;
import io.carillon.launcher.Directories;
import io.carillon.launcher.LocalHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon dev}. */
@Command(
        name = "dev",
        description = "Run a host for the plugin of this folder, and take each new build of its jar, until ctrl-c.",
        footer = {
            "%nIts log is in memory and its folder temporary: nothing is left. A token for this run is printed once, and kept as "
                    + "the context \"dev\" as long as it runs: carillon --context dev events tail. What the host logs, handlers that fail "
                    + "among it, goes to standard error.",
            "%nExample: carillon dev --debug 5005"
        })
public final class DevCommand implements Callable<Integer> {

    private static final String CONTEXT = "dev";
    private static final String TYPE = "TYPE";
    /** Its token goes with the host. */
    private static final String LONGEST_RUN = "90d";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long SOON_MILLIS = 50;
    private static final long POLL_MILLIS = 200;
    /** So many polls without news between two looks at what became of plugins. */
    private static final int POLLS = 5;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final Invocation invocation;
    private final DevReport report = new DevReport();

    /** What to try, for a {@link #TYPE} of event; empty when it was said. */
    private String attempt = "";

    private final Outage outage = new Outage(this::say);

    @Option(
            names = "--plugin",
            paramLabel = "JAR|DIR",
            description = "A jar, or a folder whose target/*.jar is meant; several times. Otherwise this folder.")
    private List<Path> plugins = new ArrayList<>();

    @Option(names = "--debug", paramLabel = "PORT", description = "Listen for a debugger there, on this machine only.")
    private int debug;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = "Where it listens; 0 for any.")
    private int port = 8080;

    public DevCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Directories.of(invocation.environment());
        checkPort("--debug", debug);
        checkPort("--port", port);
        List<Path> sources = plugins.isEmpty() ? List.of(Path.of("")) : plugins;
        for (Path source : sources) {
            boolean there = Files.isDirectory(source) || source.toString().endsWith(".jar");
            if (!there && !source.toString().isEmpty()) {
                throw new Failure(
                        Exit.REFUSED,
                        Words.safe(source.toString()) + " is neither a folder nor a jar",
                        "--plugin target/hello-1.0.0.jar, or the folder of its POM");
            }
        }
        long begin = System.nanoTime();
        try (DevHost host = DevHost.start(invocation.environment(), port, debug)) {
            List<DevJars> jars = new ArrayList<>();
            for (Path source : sources) {
                jars.add(new DevJars(source, host.plugins(), jars.isEmpty() ? "" : jars.size() + 1 + "-"));
            }
            LocalHost local = await(host);
            say("host up in " + tenths(System.nanoTime() - begin) + " s · " + local.url());
            follow(host, greeted(host, local, jars), jars);
        }
        return Exit.OK;
    }

    private static void checkPort(String option, int number) {
        if (number < 0 || number > 65_535) {
            throw new Failure(Exit.REFUSED, option + " is " + number + ", which is no port", "0 to 65535");
        }
    }

    private static String tenths(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }

    private LocalHost await(DevHost host) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            requireAlive(host);
            Optional<LocalHost> ready = host.ready();
            if (ready.isPresent()) {
                return ready.get();
            }
            Deadline.sleep(SOON_MILLIS);
        }
        throw new Failure(
                Exit.TIMED_OUT,
                "the host is not up after " + PATIENCE.toSeconds() + " s",
                "what it says is on standard error");
    }

    private static void requireAlive(DevHost host) {
        Optional<Integer> ended = host.ended();
        if (ended.isPresent()) {
            throw new Failure(
                    ended.get() == 0 ? Exit.FAILED : ended.get(),
                    "the host has ended, with exit code " + ended.get(),
                    "what it said is on standard error; --port 0 takes any port that is free");
        }
    }

    /** Makes a token for this run, and says how to use it. */
    private Server greeted(DevHost host, LocalHost local, List<DevJars> jars) throws IOException {
        LocalHost.Answer made =
                local.shell(List.of("token:create", "--role", "admin", "--name", CONTEXT, "--expires", LONGEST_RUN));
        if (made.exit() != Exit.OK) {
            throw new Failure(
                    made.exit(),
                    "the host makes no token: " + Words.line(made.err().strip()),
                    "");
        }
        String token = made.out().strip();
        say("token for this run: " + token);
        attempt = "try: curl -H 'Authorization: Bearer " + token
                + "' -H 'Content-Type: application/json' -d '{\"type\":\"" + TYPE + "\",\"data\":{}}' " + local.url()
                + "/api/v1/events";
        remember(host, local, token);
        jars.forEach(each -> say("watching " + Words.line(each.shown())));
        if (debug > 0) {
            say("a debugger may connect to 127.0.0.1:" + debug);
        }
        return invocation.server(new Address(local.url(), token, invocation.ca(), false));
    }

    /** As a context until it ends; one of that name that is there is left as it is. */
    private void remember(DevHost host, LocalHost local, String token) {
        Contexts contexts = Contexts.of(invocation.environment());
        if (contexts.all().containsKey(CONTEXT)) {
            invocation.hint("there is a context \"" + CONTEXT + "\" already, so this host gets none; to remove it: "
                    + "carillon context rm " + CONTEXT);
            return;
        }
        host.atEnd(() -> {
            Contexts now = Contexts.of(invocation.environment());
            Contexts.Context known = now.all().get(CONTEXT);
            if (known != null && known.token().equals(token)) {
                now.remove(CONTEXT);
            }
        });
        contexts.put(CONTEXT, new Contexts.Context(local.url().toString(), token, invocation.ca()));
    }

    private void follow(DevHost host, Server server, List<DevJars> jars) throws IOException {
        for (int i = 0; ; i++) {
            requireAlive(host);
            for (DevJars each : jars) {
                for (DevJars.Copy copy : each.poll()) {
                    report.copied(copy, now());
                }
                for (Path jar : each.broken()) {
                    say(
                            Words.safe(jar.getFileName().toString())
                                    + " is no whole jar; what ran before it goes on. It is taken when it has changed and is whole");
                }
            }
            boolean waiting = report.isWaiting(now());
            if (waiting || i % POLLS == 0) {
                outage.over(() -> look(server));
            }
            Deadline.sleep(waiting ? SOON_MILLIS : POLL_MILLIS);
        }
    }

    /** Says what became of plugins. */
    private void look(Server server) {
        List<String> news = report.lines(items(server, "/api/v1/plugins"), now());
        news.forEach(this::say);
        if (!news.isEmpty() && !attempt.isEmpty()) {
            sayWhatToTry(server);
        }
    }

    private static List<Json> items(Server server, String path) {
        return server.get(Query.of(path)).json().at("items").elements();
    }

    /** Once, as soon as there is a handler for it. */
    private void sayWhatToTry(Server server) {
        Optional<String> type = DevReport.handled(items(server, "/api/v1/subscriptions"));
        if (type.isPresent()) {
            say(attempt.replace(TYPE, Words.safe(type.get())));
            attempt = "";
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void say(String text) {
        String time = LocalTime.now(invocation.output().style().zone()).format(TIME);
        invocation.output().line(text.startsWith(" ") ? " ".repeat(time.length()) + text : time + "  " + text);
        invocation.terminal().out().flush();
    }
}

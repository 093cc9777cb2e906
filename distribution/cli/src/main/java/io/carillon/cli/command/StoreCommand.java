// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Server;
import io.carillon.cli.local.Account;
import io.carillon.cli.local.Bundles;
import io.carillon.cli.local.LogAddress;
import io.carillon.cli.local.OfflineMigration;
import io.carillon.cli.local.OfflineVerification;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import io.carillon.launcher.Directories;
import io.carillon.launcher.InstanceLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon store}. */
@Command(name = "store", description = "Verify the log, or move it to another store.")
public final class StoreCommand {

    private static final String EVENTS = "events";
    private static final String FORMS = "sqlite:FILE or postgresql://HOST:PORT/DATABASE";

    private static final List<Column> VERIFIED = List.of(
            Column.text("STORE", "store"),
            Column.text("STATE", "state"),
            Column.number("DONE", "progress", "done"),
            Column.number("TOTAL", "progress", "total"),
            Column.number("FIRST BAD", "firstBad", "position"),
            Column.rest("DETAIL", "detail"));

    private static final List<Column> MOVED = List.of(
            Column.text("FROM", "from"),
            Column.text("TO", "to"),
            Column.text("ID", "storeId"),
            Column.number("EVENTS", "copied", EVENTS),
            Column.number("POSITION", "position"),
            Column.text("HASH", "hash"),
            Column.of("ALSO", Column.Kind.REST, StoreCommand::also));

    private static final String MIGRATE = "store migrate";

    private final Invocation invocation;

    public StoreCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "verify",
            description = {
                "Compute every hash of the log again; exit code 8 when something is wrong, with the first bad position. "
                        + "The host does it that is named or runs here; without one this command does, and changes nothing."
            },
            footer = {
                "%nCtrl-C ends it, also in the host. User and password of a database are those of the settings, unless the URL "
                        + "has its own; others can see the words of a command, so --url - reads it from standard input.",
                "%nExample: carillon store verify --url sqlite:/mnt/old/events.db"
            })
    int verify(
            @Option(
                            names = "--url",
                            paramLabel = "URL",
                            defaultValue = "",
                            description =
                                    "Another log, which no host has: sqlite:FILE, postgresql://HOST/DATABASE, or -.")
                    String url)
            throws IOException {
        if (!url.isEmpty()) {
            invocation.mustNameNoHost("store verify --url");
        }
        return url.isEmpty() && isHostMeant() ? verifiedByHost() : verifiedHere(url);
    }

    /** Whether one is named or runs here. */
    private boolean isHostMeant() {
        try {
            return !invocation.address().url().toString().isEmpty();
        } catch (Failure e) {
            if (e.exit() != Exit.UNAVAILABLE) {
                throw e;
            }
            return LocalStore.running(invocation).isPresent(); // says so when one is about to start or stop
        }
    }

    @SuppressWarnings("try") // watches, and is not asked here
    private int verifiedByHost() {
        Server server = invocation.server();
        String id = server.post(Query.of("/api/v1/system/verify"), Json.NULL)
                .json()
                .at("id")
                .text();
        try (Interruption watch = Interruption.with(() -> cancel(server, id))) {
            return new JobWatch(invocation, server).follow(id, "");
        }
    }

    private void cancel(Server server, String id) {
        try {
            server.delete(Query.of("/api/v1/jobs/%s", id));
            invocation.hint("cancelled job " + Words.safe(id));
        } catch (RuntimeException e) {
            invocation.hint("job " + Words.safe(id) + " goes on in the host: " + e.getMessage());
        }
    }

    private int verifiedHere(String url) throws IOException {
        Directories directories = Directories.of(invocation.environment());
        try (Bundles bundles = Bundles.of(directories);
                Interruption watch = Interruption.watched()) {
            LogAddress configured = LogAddress.configured(bundles, directories, invocation.environment());
            LogAddress log = url.isEmpty() ? configured : configured.other(named(url));
            requireKept(log, "verified", url.isEmpty() ? "" : "--url");
            log.mustBeOf(Account.current(), "store verify" + (url.isEmpty() ? "" : " --url " + log.url()));
            if (url.isEmpty()) {
                invocation.hint("no host runs here: this command verifies " + Words.line(log.shown()));
            }
            Progress progress = new Progress(invocation, "verify", EVENTS);
            OfflineVerification.Outcome outcome = interruptible(
                    () -> new OfflineVerification(bundles).verify(log, (done, total) -> {
                        watch.check();
                        progress.show(done, total);
                    }),
                    "nothing was changed, and nothing is known of the log");
            progress.clear();
            if (!outcome.isVerdict()) {
                throw new Failure(outcome.exit(), "cannot verify " + log.shown() + ": " + outcome.text(), "");
            }
            Json json = outcome.json(log);
            invocation.output().one(json.compact().getBytes(StandardCharsets.UTF_8), json, VERIFIED);
            return outcome.exit();
        }
    }

    @Command(
            name = "migrate",
            description = {
                "Copy the whole log with everything that is kept with it into another store, and verify the copy. "
                        + "No host may run. The old store is only read, and the settings stay as they are: the last line says what to set."
            },
            footer = {
                "%nSQLite and PostgreSQL in every direction. Ctrl-C ends it, and nothing is left in the new place. "
                        + "User and password of a database are those of the settings, unless the URL has its own; others can see the words "
                        + "of a command, so --to - reads the URL from standard input.",
                "%nExample: carillon store migrate --to postgresql://db.example.org/carillon"
            })
    @SuppressWarnings("try") // the lock is held, and nothing else is done with it
    int migrate(
            @Option(names = "--to", paramLabel = "URL", required = true, description = "The new store, or -.")
                    String to,
            @Option(
                            names = "--from",
                            paramLabel = "URL",
                            defaultValue = "",
                            description = "The old store; otherwise that of the settings.")
                    String from)
            throws IOException {
        invocation.mustNameNoHost(MIGRATE);
        if (from.equals("-") && to.equals("-")) {
            throw new Failure(Exit.REFUSED, "standard input has one URL, not two", "name the other one");
        }
        Directories directories = Directories.of(invocation.environment());
        Account account = Account.current();
        account.mustOwn(directories.data(), MIGRATE + " --to URL");
        directories.create();
        try (Bundles bundles = Bundles.of(directories);
                InstanceLock lock = InstanceLock.acquire(directories);
                Interruption watch = Interruption.watched()) {
            LogAddress configured = LogAddress.configured(bundles, directories, invocation.environment());
            LogAddress old = from.isEmpty() ? configured : configured.other(named(from));
            LogAddress fresh = configured.other(named(to));
            requireKept(old, "moved", from.isEmpty() ? "" : "--from");
            requireKeeping(fresh);
            requireFolder(fresh);
            String again = MIGRATE + (from.isEmpty() ? "" : " --from " + word(old)) + " --to " + word(fresh);
            old.mustBeOf(account, again);
            fresh.mustBeOf(account, again);
            return migrated(new OfflineMigration(bundles), configured, old, fresh, watch);
        }
    }

    /** For a command line that others can see. */
    private static String word(LogAddress log) {
        return log.isFile() ? log.url() : "URL";
    }

    private int migrated(
            OfflineMigration migration, LogAddress configured, LogAddress old, LogAddress fresh, Interruption watch) {
        Map<String, Progress> acts = new HashMap<>();
        OfflineMigration.Outcome outcome = interruptible(
                () -> migration.move(old, fresh, (act, numbers) -> {
                    watch.check();
                    if (acts.isEmpty()) {
                        invocation.hint("moving " + Words.line(old.shown()) + " to " + Words.line(fresh.shown()));
                    }
                    acts.computeIfAbsent(act, each -> new Progress(invocation, each, "rows"))
                            .show(numbers[0], numbers[1]);
                }),
                "the log is where it was, and " + Words.line(fresh.shown()) + " is as before");
        invocation.progress("");
        if (!outcome.isMoved()) {
            throw new Failure(outcome.exit(), "the log is where it was: " + outcome.text("text"), "");
        }
        Json json = outcome.json(old, fresh);
        invocation.output().one(json.compact().getBytes(StandardCharsets.UTF_8), json, MOVED);
        invocation.hint(
                "the new store is whole. For the next start set, in conf/carillon.json or by CARILLON_STORE__URL:");
        invocation.hint("  \"carillon.store\": { \"url\": \"" + Words.line(fresh.withoutUser()) + "\" }");
        if (fresh.isFile() && !configured.properties().isEmpty()) {
            invocation.hint("and take out store.user, store.password and store.properties, which a file does not have");
        } else if (!fresh.withoutUser().equals(fresh.url())) {
            invocation.hint("with the user and password of the URL as store.user and store.password");
        }
        invocation.hint(
                "Keep " + Words.line(old.shown()) + " as a backup, and start no host on it again: both logs would go"
                        + " on from the same position with other events.");
        return Exit.OK;
    }

    /**
     * Does work, and if it was told to end says how things are then.
     *
     * @param left unless something could not be taken back
     */
    private <T> T interruptible(Supplier<T> work, String left) {
        try {
            return work.get();
        } catch (Failure e) {
            if (e.exit() != Exit.INTERRUPTED) {
                throw e;
            }
            invocation.progress("");
            String found = e.getSuppressed().length == 0 ? left : String.valueOf(e.getSuppressed()[0].getMessage());
            // Said at once: the process ends as soon as nothing watches any more.
            invocation.terminal().err().println("interrupted: " + Words.line(found));
            throw new Failure(Exit.INTERRUPTED, "", "", e);
        }
    }

    private String named(String url) throws IOException {
        return url.equals("-") ? invocation.firstLine("URL") : url;
    }

    /**
     * Refuses what cannot be read without a host.
     *
     * @param option that named it; empty for the settings
     */
    private static void requireKept(LogAddress log, String participle, String option) {
        if (log.isMemory()) {
            throw new Failure(
                    Exit.REFUSED,
                    "a log in memory ends with its process, so without a host there is none to be " + participle,
                    "with a host: carillon store verify --server URL, carillon events export");
        }
        requireKnown(log, option);
        if (log.isFile() && !Files.exists(Path.of(log.shown()))) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    "there is no store " + Words.line(log.shown()),
                    option.isEmpty()
                            ? "did a host run here already?"
                            : option + " sqlite:FILE, where a FILE without a folder is in the data directory");
        }
    }

    /** Refuses what cannot be moved into. */
    private static void requireKeeping(LogAddress log) {
        if (log.isMemory()) {
            throw new Failure(Exit.REFUSED, "memory keeps no log: it ends with its process", "--to " + FORMS);
        }
        requireKnown(log, "--to");
    }

    private static void requireKnown(LogAddress log, String option) {
        if (!log.isKnown()) {
            throw new Failure(
                    Exit.REFUSED,
                    Words.safe(log.shown()) + " is no store",
                    option.isEmpty() ? "see: carillon config explain store.url" : option + " " + FORMS);
        }
    }

    /** A misspelt one is not made. */
    private static void requireFolder(LogAddress log) {
        Path folder = Path.of(log.shown()).resolveSibling("");
        if (log.isFile() && !Files.isDirectory(folder)) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    "there is no directory " + Words.line(folder.toString()) + " for the new store",
                    "make it, or name another file");
        }
    }

    /** What was copied besides events. */
    private static String also(Json moved) {
        return moved.at("copied").members().entrySet().stream()
                .filter(kept -> !kept.getKey().equals(EVENTS))
                .map(kept -> words(kept.getKey()) + " "
                        + Words.count((long) kept.getValue().number()))
                .collect(Collectors.joining(", "));
    }

    /** Of a name as {@code deadLetters}. */
    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}

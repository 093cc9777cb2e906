// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.local.Account;
import io.carillon.cli.local.Backup;
import io.carillon.cli.local.LocalSettings;
import io.carillon.cli.local.Manifest;
import io.carillon.cli.local.NewFile;
import io.carillon.cli.local.Restoration;
import io.carillon.cli.local.StoreFile;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon backup} and {@code restore}. */
public final class BackupCommand {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private BackupCommand() {}

    /** Makes one. */
    @Command(
            name = "backup",
            description = "Copy what the host on this machine keeps into one file; it may run meanwhile.",
            footer = {
                "%nIn it: the log, users and tokens, what was set while it ran, files of plugins. Not in it: conf/, the jars.",
                "%nExample: carillon backup /mnt/backups/today.zip"
            })
    public static final class Make implements Callable<Integer> {

        private final Invocation invocation;

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "Where to; otherwise carillon-backup-TIME.zip in this directory.")
        private String file = "";

        public Make(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public Integer call() throws IOException {
            Directories directories = Directories.of(invocation.environment());
            Instant now = Instant.now();
            Path target = Path.of(file.isEmpty() ? "carillon-backup-" + STAMP.format(now) + ".zip" : file);
            NewFile.of(target);
            StoreFile store =
                    store(LocalStore.running(invocation).orElseGet(() -> configured(invocation)), directories);
            Manifest manifest =
                    new Backup(directories, store).writeTo(target, io.carillon.launcher.Main.version(), now);
            invocation.output().line(Words.safe(target.toString()));
            invocation.hint("the log " + Words.line(store.path().toString()) + ": events up to position "
                    + manifest.position() + ", " + Words.count(manifest.files(), "file") + ", "
                    + Files.size(target) + " bytes");
            return Exit.OK;
        }
    }

    /** Puts one back. */
    @Command(
            name = "restore",
            description = "Put a backup in the place of what the host on this machine keeps; it must not run.",
            footer = {
                "%nThe backup is verified before anything is touched, and what was there is kept aside.",
                "%nExample: carillon restore /mnt/backups/today.zip"
            })
    public static final class Restore implements Callable<Integer> {

        private final Invocation invocation;

        @Parameters(paramLabel = "FILE", description = "Made by carillon backup.")
        private String file = "";

        @Option(names = "--force", description = "Do not ask.")
        private boolean force;

        public Restore(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public Integer call() throws IOException {
            Path backup = Path.of(file);
            GivenFile.require(backup, "carillon backup makes one");
            Directories directories = Directories.of(invocation.environment());
            StoreFile store = store(configured(invocation), directories);
            invocation.confirm(
                    "This puts " + Words.safe(file) + " in the place of the log "
                            + Words.line(store.path().toString())
                            + " and of users, tokens and settings in " + directories.data()
                            + ". What is there is kept aside.",
                    "RESTORE",
                    force);
            Restoration.Outcome outcome = new Restoration(directories, store, Account.current(), invocation::hint)
                    .restore(backup, STAMP.format(Instant.now()));
            invocation
                    .output()
                    .line("restored events up to position " + outcome.manifest().position());
            invocation.hint("the log is " + Words.line(store.path().toString()));
            invocation.hint("made " + Words.safe(outcome.manifest().created()) + " by carillon "
                    + Words.safe(outcome.manifest().version())
                    + (outcome.aside().isEmpty()
                            ? "; there was nothing before"
                            : "; what was there is in " + aside(outcome)));
            return Exit.OK;
        }
    }

    private static String aside(Restoration.Outcome outcome) {
        return outcome.aside().stream()
                .map(folder -> Words.line(folder.toString()))
                .collect(Collectors.joining(" and in "));
    }

    /** Where the settings of this machine put the log of the next start. */
    private static String configured(Invocation invocation) {
        return new LocalSettings(OfflineSettings.read(invocation.environment(), List.of())).value(LocalStore.KEY);
    }

    private static StoreFile store(String url, Directories directories) {
        if (url.startsWith(StoreFile.SCHEME)) {
            return StoreFile.of(directories, url);
        }
        if (url.startsWith("postgresql:")) {
            throw new Failure(
                    Exit.REFUSED,
                    "the log is in PostgreSQL, whose own tools copy it",
                    "pg_dump --format=custom --file=carillon.dump DATABASE, pg_restore --clean; users, tokens and settings"
                            + " are files: access and config in " + directories.data());
        }
        throw new Failure(
                Exit.REFUSED,
                "the log is not in a file of this machine",
                "only a store sqlite:FILE is copied; see: carillon config explain store.url");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.launcher.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What this version makes of the data of another one; changes nothing, and a host may run on them. */
public final class UpgradeCheck {

    private static final String VERSIONS = "io.carillon.storage.jdbc.internal.StoreVersion";
    private static final int MOST_JARS = 1_000;

    private final Directories directories;
    private final Bundles bundles;

    /**
     * A check.
     *
     * @param bundles of this version
     */
    public UpgradeCheck(Directories directories, Bundles bundles) {
        this.directories = directories;
        this.bundles = bundles;
    }

    /** Whether this version opens the store as it is. */
    @SuppressWarnings("unchecked") // a type of the bundles, which are not on this class path
    public Finding store(LogAddress log) {
        if (log.isMemory()) {
            return Finding.warning(StoreCheck.NAME, "events are kept in memory", "they are gone with the old version");
        }
        if (!log.isKnown()) {
            return Finding.problem(
                    StoreCheck.NAME, "no store is known", "see the settings: carillon config explain store.url");
        }
        Function<Map<String, Object>, Map<String, Object>> versions = bundles.make(VERSIONS, Function.class);
        Map<String, Object> told = versions.apply(log.options());
        String outcome = String.valueOf(told.get("outcome"));
        if (!outcome.equals("log")) {
            return outcome.equals("none")
                    ? Finding.ok(StoreCheck.NAME, log.shown() + ", where the first start makes a log")
                    : Finding.problem(
                            StoreCheck.NAME,
                            log.shown() + ": " + told.get("text"),
                            "this version could not open it either");
        }
        return schema(log, number(told, "version"), number(told, "newest"));
    }

    private static int number(Map<String, Object> told, String member) {
        return ((Number) told.getOrDefault(member, 0)).intValue();
    }

    static Finding schema(LogAddress log, int version, int newest) {
        String place = log.shown() + " has schema version " + version;
        if (version > newest) {
            return Finding.problem(
                    StoreCheck.NAME,
                    place + ", this version of Carillon knows versions up to " + newest,
                    "it is the older one: install the version that wrote the log, or a newer one");
        }
        if (version < newest) {
            return Finding.warning(
                    StoreCheck.NAME,
                    place + ", which the first start brings to " + newest + "; the old version cannot open it then",
                    "make a backup with the old version first: carillon backup");
        }
        return Finding.ok(StoreCheck.NAME, place + ", as this version writes it");
    }

    /**
     * Whether there is room for a backup, which is the way back.
     *
     * @param folder where it would be
     */
    public Finding backup(LogAddress log, Path folder) {
        if (!log.isFile()) {
            return Finding.ok(
                    "backup",
                    "the log is copied by its own tools, such as pg_dump; users, tokens and settings are"
                            + " files: access and config in " + directories.data());
        }
        StoreFile store = StoreFile.of(directories, log.url());
        if (!Files.exists(store.path())) {
            return Finding.ok("backup", "there is no log yet to copy");
        }
        try {
            long needed = new Backup(directories, store).needed();
            long free = Files.getFileStore(folder).getUsableSpace();
            String detail = "one may need " + Backup.mebibytes(needed) + " MiB, and " + (free >> 20)
                    + " MiB are free in " + folder;
            return free < needed
                    ? Finding.warning(
                            "backup", detail, "make room, or name a file on another disk: carillon backup FILE")
                    : Finding.ok("backup", detail + "; make it with the version that is in use: carillon backup");
        } catch (IOException e) {
            return Finding.warning("backup", "cannot look at what there is to copy: " + e, "");
        }
    }

    /** What this version would not run of the folder of plugins. */
    public List<Finding> plugins(LocalSettings settings) throws IOException {
        if (!Files.isDirectory(directories.plugins())) {
            return List.of();
        }
        List<Path> jars;
        try (Stream<Path> files = Files.list(directories.plugins())) {
            jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .limit(MOST_JARS)
                    .toList();
        }
        if (jars.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (PluginTrial.Result result : new PluginTrial(directories, settings).of(jars)) {
            for (Finding finding : result.findings()) {
                if (finding.state() != Finding.State.OK && !result.id().isEmpty()) {
                    findings.add(new Finding(
                            "plugin " + result.id(),
                            finding.state(),
                            result.version() + ", " + finding.check() + ": " + finding.detail(),
                            finding.hint()));
                }
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("plugins of this version", "each of " + jars.size() + " would be taken"));
        }
        return findings;
    }
}

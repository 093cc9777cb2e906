// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.ProblemAnswer;
import io.carillon.cli.http.Query;
import io.carillon.cli.local.Bundles;
import io.carillon.cli.local.Examination;
import io.carillon.cli.local.Finding;
import io.carillon.cli.local.LocalSettings;
import io.carillon.cli.local.LogAddress;
import io.carillon.cli.local.UpgradeCheck;
import io.carillon.launcher.Directories;
import io.carillon.launcher.LocalHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon upgrade}. */
@Command(
        name = "upgrade",
        description =
                "With --check: say what this version makes of the data, settings and plugins that another one used.",
        footer = {
            "%nRun it from the new version, which lies beside the old one; nothing is changed, and a host may run. "
                    + "The directories are those of the variables, as for a host. Exit code 1 when there is a problem.",
            "%nExample: CARILLON_DATA=/opt/old/data CARILLON_CONF=/opt/old/conf CARILLON_PLUGINS=/opt/old/plugins"
                    + " carillon upgrade --check"
        })
public final class UpgradeCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--check", description = "Look, and change nothing.")
    private boolean check;

    public UpgradeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (!check) {
            throw new Failure(
                    Exit.REFUSED,
                    "an upgrade is a start of the new version on the old directories, and nothing is done by this command",
                    "unpack the new version beside the old one, carillon upgrade --check from there, carillon backup and"
                            + " carillon stop with the old one, then start the new one");
        }
        Directories directories = Directories.of(invocation.environment());
        LocalSettings settings = new LocalSettings(OfflineSettings.read(invocation.environment(), List.of()));
        List<Finding> findings = new ArrayList<>();
        findings.add(version());
        try (Bundles bundles = Bundles.of(directories)) {
            UpgradeCheck upgrade = new UpgradeCheck(directories, bundles);
            String url = LocalHost.find(invocation.environment())
                    .map(host -> host.url().toString())
                    .orElse("");
            List<Finding> kept = kept(upgrade, bundles, directories);
            findings.addAll(new Examination(directories, settings, () -> kept.get(0), url).findings());
            findings.addAll(kept.subList(1, kept.size()));
            findings.addAll(upgrade.plugins(settings));
        }
        FindingTable.print(invocation.output(), findings);
        return FindingTable.hasProblem(findings) ? Exit.FAILED : Exit.OK;
    }

    /** The store, and if it is known, room for a backup. */
    private List<Finding> kept(UpgradeCheck upgrade, Bundles bundles, Directories directories) {
        try {
            LogAddress log = log(bundles, directories);
            return List.of(upgrade.store(log), upgrade.backup(log, Path.of("").toAbsolutePath()));
        } catch (Failure e) {
            return List.of(new Finding("store", Finding.State.PROBLEM, String.valueOf(e.getMessage()), e.hint()));
        }
    }

    /** Of a host that runs the one that it has, whatever the settings say. */
    private LogAddress log(Bundles bundles, Directories directories) {
        LogAddress configured = LogAddress.configured(bundles, directories, invocation.environment());
        return LocalStore.running(invocation).map(configured::other).orElse(configured);
    }

    private Finding version() {
        String own = "this is " + io.carillon.launcher.Main.version();
        String running =
                LocalHost.find(invocation.environment()).map(this::running).orElse("no host runs");
        return new Finding("version", Finding.State.OK, own + "; " + running, "");
    }

    private String running(LocalHost host) {
        try {
            String version = invocation
                    .server(host)
                    .get(Query.of("/api/v1/system"))
                    .json()
                    .at("version")
                    .text();
            return "the host that runs is " + version;
        } catch (ProblemAnswer | Failure e) {
            return "a host runs that does not say its version: " + e.getMessage();
        }
    }
}

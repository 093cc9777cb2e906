// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.ProblemAnswer;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Server;
import io.carillon.cli.local.Examination;
import io.carillon.cli.local.Finding;
import io.carillon.cli.local.LocalSettings;
import io.carillon.cli.local.NewFile;
import io.carillon.cli.local.StoreCheck;
import io.carillon.cli.local.SupportBundle;
import io.carillon.cli.output.Json;
import io.carillon.launcher.Directories;
import io.carillon.launcher.LocalHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon doctor}. */
@Command(
        name = "doctor",
        description = "Look over what a host on this machine needs, and the one that runs; changes nothing.",
        footer = {
            "%nExit code 1 when there is a problem. Tokens and passwords are taken out of a bundle; files in the directory of "
                    + "logs are in it, so look into it before you send it. What goes to standard error, as it does unless "
                    + "log.target is file, is not: with systemd, journalctl -u UNIT.",
            "%nExample: carillon doctor --bundle support.zip"
        })
public final class DoctorCommand implements Callable<Integer> {

    /** What a host that runs says of itself, for a bundle. */
    private static final List<String> TOLD = List.of(
            "/api/v1/system",
            "/api/v1/events/health",
            "/api/v1/plugins",
            "/api/v1/subscriptions",
            "/api/v1/jobs",
            "/metrics");

    private final Invocation invocation;

    @Option(names = "--bundle", paramLabel = "FILE", description = "Also write a zip for a request for support.")
    private String bundle = "";

    public DoctorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (!bundle.isEmpty()) {
            NewFile.of(Path.of(bundle));
        }
        Directories directories = Directories.of(invocation.environment());
        Json settings = OfflineSettings.read(invocation.environment(), List.of());
        LocalSettings read = new LocalSettings(settings);
        Optional<LocalHost> local = LocalHost.find(invocation.environment());
        String url = local.map(found -> found.url().toString()).orElse("");
        List<Finding> findings =
                new ArrayList<>(new Examination(directories, read, () -> store(directories, read), url).findings());
        Optional<Server> host = local.map(invocation::server);
        host.ifPresent(server -> findings.addAll(health(server)));
        FindingTable.print(invocation.output(), findings);
        if (!bundle.isEmpty()) {
            write(directories, settings, findings, host);
        }
        return FindingTable.hasProblem(findings) ? Exit.FAILED : Exit.OK;
    }

    /** Of a host that runs the one that it has, whatever the settings say. */
    private Finding store(Directories directories, LocalSettings settings) {
        try {
            String url = LocalStore.running(invocation).orElseGet(() -> settings.value(LocalStore.KEY));
            return new StoreCheck(directories, url).finding();
        } catch (Failure e) {
            return new Finding(StoreCheck.NAME, Finding.State.WARNING, String.valueOf(e.getMessage()), e.hint());
        }
    }

    private static List<Finding> health(Server server) {
        List<Finding> findings = new ArrayList<>();
        Json answer;
        try {
            answer = server.get(Query.of("/api/v1/events/health")).json();
        } catch (ProblemAnswer e) {
            answer = e.problem(); // who is down says what is
        } catch (Failure e) {
            return List.of(
                    new Finding("health", Finding.State.WARNING, "cannot be asked for: " + e.getMessage(), e.hint()));
        }
        if (answer.at("checks").isNull()) {
            return List.of(
                    new Finding("health", Finding.State.PROBLEM, "the host does not tell its checks", "see its log"));
        }
        for (Json check : answer.at("checks").elements()) {
            Finding.State state =
                    switch (check.at("status").text()) {
                        case "ok", "off" -> Finding.State.OK;
                        case "degraded" -> Finding.State.WARNING;
                        default -> Finding.State.PROBLEM;
                    };
            findings.add(new Finding(
                    "health of " + check.at("name").text(),
                    state,
                    check.at("detail").text(),
                    ""));
        }
        return findings;
    }

    private void write(Directories directories, Json settings, List<Finding> findings, Optional<Server> host)
            throws IOException {
        SupportBundle zip = new SupportBundle()
                .with(
                        "doctor.json",
                        Json.of(findings.stream().map(Finding::json).toList()).pretty())
                .with("settings.json", settings.pretty())
                .withMachine(io.carillon.launcher.Main.version())
                .withNames("plugins.txt", directories.plugins())
                .withNames("data.txt", directories.data())
                .withLogs(directories.logs());
        host.ifPresent(server -> TOLD.forEach(path -> zip.with("host" + path + ".txt", told(server, path))));
        try {
            zip.writeTo(Path.of(bundle));
        } catch (FileAlreadyExistsException e) {
            throw new Failure(Exit.REFUSED, Words.safe(bundle) + " exists", "name another file", e);
        }
        invocation.hint(Words.safe(bundle) + " is written; look into it before you send it");
        if (zip.isWithoutLog()) {
            invocation.hint("no log is in it: there is no file in "
                    + Words.line(directories.logs().toString())
                    + "; send what the host wrote to standard error too, with systemd: journalctl -u UNIT;"
                    + " log.target=file has it written there");
        }
    }

    private static String told(Server server, String path) {
        try {
            return new String(server.get(Query.of(path), "*/*").body(), StandardCharsets.UTF_8);
        } catch (ProblemAnswer | Failure e) {
            return "not told: " + e.getMessage();
        }
    }
}

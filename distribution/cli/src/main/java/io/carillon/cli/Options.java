// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes. */
public class Options {

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The host to talk to; otherwise CARILLON_URL, the context, or the host on this machine.")
    String server = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            scope = ScopeType.INHERIT,
            description = "Access token; others can see it in the list of processes, CARILLON_TOKEN they cannot.")
    String token = "";

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Certificates in PEM to trust over TLS instead of those of Java; otherwise CARILLON_CA.")
    String ca = "";

    @Option(
            names = "--context",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The context to use this time; see: carillon context.")
    String context = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            scope = ScopeType.INHERIT,
            description = "table, json (as the host answered), ndjson, csv, or raw (the data alone).")
    String output = "";

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No progress and no hints.")
    boolean quiet;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours; as with NO_COLOR.")
    boolean plain;

    @Option(names = "--utc", scope = ScopeType.INHERIT, description = "Times in UTC instead of local time.")
    boolean utc;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Show requests, and how a failure came about.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Explain the command.")
    boolean help;
}

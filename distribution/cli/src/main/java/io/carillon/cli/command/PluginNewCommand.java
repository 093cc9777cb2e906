// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.local.NewPlugin;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import io.carillon.launcher.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon plugin new}. */
@Command(
        name = "new",
        description = "Make the project of a plugin: a handler with its test, built with Maven.",
        footer = {
            "%nThe README in it says how to build and run it, and where its parent POM comes from.",
            "%nExample: carillon plugin new hello --package com.example.hello"
        })
public final class PluginNewCommand implements Callable<Integer> {

    private static final List<Column> COLUMNS = List.of(Column.text("ID", "id"), Column.text("FOLDER", "folder"));

    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "Lower-case words with - between: order-mail.")
    private String name = "";

    @Option(
            names = "--package",
            paramLabel = "P",
            description =
                    "Package of its classes, com.example.NAME unless given. Without NAME at its end it is the group of"
                            + " the POM, and that with NAME the id of the plugin.")
    private String packageName = "";

    @Option(
            names = "--directory",
            paramLabel = "D",
            description = "Empty, or not there yet; otherwise NAME in this directory.")
    private String directory = "";

    public PluginNewCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        NewPlugin plugin = new NewPlugin(name, packageName.isEmpty() ? NewPlugin.packageFor(name) : packageName);
        Path folder = Path.of(directory.isEmpty() ? name : directory);
        plugin.write(folder, Main.version());
        Json made = Json.object("id", plugin.id(), "folder", folder.toString());
        if (invocation.output().columns()) {
            invocation.output().line(Words.line(folder.toString()));
        } else {
            invocation.output().list(made.compact().getBytes(StandardCharsets.UTF_8), List.of(made), COLUMNS);
        }
        invocation.hint("plugin " + plugin.id() + "; next: cd " + Words.line(folder.toString())
                + " && mvn package && carillon dev");
        invocation.hint("then: carillon --context dev " + NewPlugin.ATTEMPT);
        return Exit.OK;
    }
}

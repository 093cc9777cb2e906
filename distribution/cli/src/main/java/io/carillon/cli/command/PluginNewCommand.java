// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.local.NewPlugin;
import io.carillon.launcher.Main;
import java.io.IOException;
import java.nio.file.Path;
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

    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "Lower-case words with - between: order-mail.")
    private String name = "";

    @Option(names = "--package", paramLabel = "P", description = "Of its classes; otherwise com.example.NAME.")
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
        invocation.output().line(Words.line(folder.toString()));
        invocation.hint("plugin " + plugin.id() + "; next: cd " + Words.line(folder.toString())
                + " && mvn package && carillon dev");
        return Exit.OK;
    }
}

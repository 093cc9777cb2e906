// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.local.HostFolder;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code carillon init}. */
@Command(
        name = "init",
        description = "Make a folder with settings of its own, for a host that shares this installation with others.",
        footer = {
            "%nThe options that are shipped, all commented; a folder for plugins; and a file with the variables that have a "
                    + "host, and these commands, use them. Hosts that run at a time need different ports: http.port.",
            "%nExample: carillon init /srv/carillon"
        })
public final class InitCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Empty, or not there yet; otherwise this directory.")
    private String folder = ".";

    public InitCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Path home = Directories.of(invocation.environment()).home();
        Path shipped = home.resolve("share/conf");
        if (!Files.isDirectory(shipped)) {
            throw new Failure(
                    Exit.INVALID,
                    "there is no directory share/conf in " + home,
                    "unpack the distribution again, or correct CARILLON_HOME");
        }
        Path environment = new HostFolder(Path.of(folder)).make(shipped);
        invocation.output().line(Words.line(environment.toString()));
        invocation.hint("its options are in "
                + Words.line(environment.resolveSibling("conf/carillon.json").toString())
                + "; to start it: set -a; . FILE; set +a; carillon run");
        return Exit.OK;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.local.Finding;
import io.carillon.cli.local.LocalSettings;
import io.carillon.cli.local.PluginTrial;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code carillon plugin check}. */
@Command(
        name = "check",
        description = "Say what this installation would make of a jar, before it is dropped; starts no host.",
        footer = {
            "%nExit code 7 when the jar would not run; warnings are for its author. Jars in the plugins folder count as"
                    + " there.",
            "%nExample: carillon plugin check target/hello-1.0.0.jar"
        })
public final class PluginCheckCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "JAR", description = "The jar.")
    private Path jar = Path.of("");

    public PluginCheckCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        GivenFile.require(jar, GivenFile.JAR);
        LocalSettings settings = new LocalSettings(OfflineSettings.read(invocation.environment(), List.of()));
        List<Finding> findings = new PluginTrial(Directories.of(invocation.environment()), settings)
                .of(List.of(jar))
                .get(0)
                .findings();
        FindingTable.print(invocation.output(), findings);
        return FindingTable.hasProblem(findings) ? Exit.INVALID : Exit.OK;
    }
}

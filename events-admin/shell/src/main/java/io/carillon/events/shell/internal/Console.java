// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes command lines from standard input when the host was started with {@code --console}. The end of input, {@code exit}
 * and {@code quit} end the console, not the host.
 */
@Component(immediate = true, service = Console.class)
public final class Console {

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);

    /** What ends the console. */
    static final Set<String> ENDS = Set.of("exit", "quit");

    private static final String CALLER = "console:" + System.getProperty("user.name");

    private final CommandRunner runner;
    private volatile boolean open;

    @Activate
    public Console(@Reference CommandRunner runner, BundleContext context) {
        this.runner = runner;
        if (Boolean.parseBoolean(context.getProperty("carillon.console"))) {
            open = true;
            Thread thread = new Thread(
                    () -> read(
                            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), System.out),
                    "console");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Deactivate
    void stop() {
        open = false;
    }

    /** For tests: nothing is read by itself. */
    Console(CommandRunner runner) {
        this.runner = runner;
        this.open = true;
    }

    /** Runs line after line until the last, or one that ends the console. */
    void read(BufferedReader in, PrintStream out) {
        try (CommandSession session = runner.open(CALLER, out, out)) {
            out.print("carillon> ");
            out.flush();
            for (String line = in.readLine();
                    open && line != null && !ENDS.contains(line.strip());
                    line = in.readLine()) {
                runner.run(session, line, out, out);
                out.print("carillon> ");
                out.flush();
            }
        } catch (IOException e) {
            LOG.warn("The console cannot be read any more", e);
        }
    }
}

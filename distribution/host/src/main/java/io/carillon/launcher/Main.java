// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The {@code carillon} command. */
public final class Main {

    private static final String USAGE = """
            carillon run [--set key=value]… [--console]     start the host here
                         [--safe-mode]                      without its plugins
            carillon stop | status                          of the host on CARILLON_DATA
            carillon shell ['command line']                 run one command, or read them line by line
            carillon tokens create --role ROLE --name NAME [--expires 90d]
            carillon version
            """;

    private Main() {}

    public static void main(String... arguments) {
        Terminal terminal = Terminal.ofProcess();
        System.exit(execute(Arrays.asList(arguments), System.getenv(), terminal));
    }

    static int execute(List<String> arguments, Map<String, String> environment, Terminal terminal) {
        try {
            return dispatch(arguments, environment, terminal);
        } catch (LaunchException e) {
            terminal.fail(Objects.requireNonNullElse(e.getMessage(), ""), e.hint());
            return e.exit();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        } catch (Exception e) {
            terminal.fail("it did not work: " + e, "see the log of the host");
            return Exit.FAILED;
        }
    }

    private static int dispatch(List<String> arguments, Map<String, String> environment, Terminal terminal)
            throws Exception {
        String command = arguments.isEmpty() ? "help" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        switch (command) {
            case "version", "--version" -> {
                terminal.out().println("carillon " + version() + " (Java " + System.getProperty("java.version") + ")");
                return Exit.OK;
            }
            case "help", "--help", "-h" -> {
                terminal.out().print(USAGE);
                return Exit.OK;
            }
            case "run" -> {
                return new Host(Directories.of(environment), RunOptions.parse(rest), terminal).run();
            }
            case "stop" -> {
                return client(environment, terminal).stop();
            }
            case "status" -> {
                return client(environment, terminal).status();
            }
            case "shell" -> {
                return client(environment, terminal).shell(rest);
            }
            case "tokens" -> {
                return client(environment, terminal).tokens(rest);
            }
            default ->
                throw new LaunchException(Exit.REFUSED, "there is no command \"" + command + "\"", "carillon help");
        }
    }

    private static Client client(Map<String, String> environment, Terminal terminal) {
        return new Client(Directories.of(environment), terminal);
    }

    /** Version of this distribution, from the launcher's manifest. */
    public static String version() {
        return Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "development");
    }
}

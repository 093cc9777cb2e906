// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code carillon} command. What concerns the process on this machine is the launcher's. */
public final class Main {

    private static final Set<String> LAUNCHER = Set.of("run", "stop", "status", "shell", "version", "--version");
    private static final Set<String> HELP = Set.of("--help", "-h");

    /** What the launcher's form of {@code tokens} takes; its answers go through the shell of the host on this machine. */
    private static final Set<String> TOKENS = Set.of("create", "list", "revoke");

    private static final Set<String> TOKEN_OPTIONS = Set.of("--role", "--name", "--expires");

    private Main() {}

    public static void main(String... arguments) {
        if (isLauncher(Arrays.asList(arguments), System.getenv())) {
            io.carillon.launcher.Main.main(arguments);
            return;
        }
        Terminal terminal = Terminal.ofProcess();
        int exit = new Carillon(System.getenv(), terminal, Runtime.getRuntime()::halt, Arrays.asList(arguments))
                .run(arguments);
        terminal.out().flush();
        System.exit(exit);
    }

    /** Whether the launcher is to do it. */
    static boolean isLauncher(List<String> arguments, Map<String, String> environment) {
        if (arguments.isEmpty() || HELP.contains(arguments.get(arguments.size() - 1)) && arguments.size() < 4) {
            return false;
        }
        return LAUNCHER.contains(arguments.get(0)) || isLocalToken(arguments, environment);
    }

    /** Tokens of the host on this machine, as long as no other is named and nothing is asked that only the API can. */
    private static boolean isLocalToken(List<String> arguments, Map<String, String> environment) {
        boolean known = arguments.get(0).equals("tokens")
                && (arguments.size() == 1 || TOKENS.contains(arguments.get(1)))
                && arguments.stream()
                        .filter(word -> word.startsWith("-"))
                        .map(word -> word.replaceFirst("=.*", ""))
                        .allMatch(TOKEN_OPTIONS::contains);
        return known
                && environment.getOrDefault("CARILLON_URL", "").isEmpty()
                && environment.getOrDefault("CARILLON_CONTEXT", "").isEmpty()
                && Contexts.of(environment).current().isEmpty();
    }
}

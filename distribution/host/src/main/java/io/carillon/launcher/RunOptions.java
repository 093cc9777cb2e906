// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What may follow {@code carillon run}.
 *
 * @param settings {@code --set key=value}, in the order given
 * @param console {@code --console}: whether commands are read from standard input
 * @param safeMode {@code --safe-mode}: whether plugins are held back
 */
record RunOptions(Map<String, String> settings, boolean console, boolean safeMode) {

    RunOptions {
        settings = Map.copyOf(settings);
    }

    static RunOptions parse(List<String> arguments) {
        Map<String, String> settings = new LinkedHashMap<>();
        boolean console = false;
        boolean safeMode = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--console")) {
                console = true;
            } else if (argument.equals("--safe-mode")) {
                safeMode = true;
            } else if (argument.startsWith("--set=")) {
                set(settings, argument.substring("--set=".length()));
            } else if (argument.equals("--set") && i + 1 < arguments.size()) {
                set(settings, arguments.get(++i));
            } else {
                throw new LaunchException(
                        Exit.REFUSED,
                        "run does not know \"" + argument + "\"",
                        "carillon run [--set key=value]… [--console] [--safe-mode]");
            }
        }
        return new RunOptions(settings, console, safeMode);
    }

    private static void set(Map<String, String> settings, String pair) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new LaunchException(
                    Exit.REFUSED, "--set needs key=value, got \"" + pair + "\"", "for instance: --set http.port=9090");
        }
        String key = pair.substring(0, equals).trim();
        if (settings.put(key, pair.substring(equals + 1)) != null) {
            throw new LaunchException(Exit.REFUSED, "--set gives " + key + " twice", "give it once");
        }
    }
}

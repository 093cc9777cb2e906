// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings from {@code --set pid.key=value}, which arrive as framework properties {@code carillon.set.<pid>.<key>}. */
final class CommandLine {

    private static final String PREFIX = "carillon.set.";

    private CommandLine() {}

    /** Reads the framework properties; the last dot ends the PID. */
    static List<Setting> read(Map<String, ?> properties) throws SettingsException {
        List<Setting> settings = new ArrayList<>();
        for (Map.Entry<String, ?> property : new TreeMap<>(properties).entrySet()) {
            if (!property.getKey().startsWith(PREFIX)) {
                continue;
            }
            String option = property.getKey().substring(PREFIX.length());
            int dot = option.lastIndexOf('.');
            if (dot < 1 || dot == option.length() - 1) {
                throw new SettingsException("--set " + option + ": must name an option, like --set http.port=8080");
            }
            settings.add(new Setting(
                    option.substring(0, dot),
                    option.substring(dot + 1),
                    String.valueOf(property.getValue()),
                    Source.COMMAND_LINE,
                    "--set " + option));
        }
        return settings;
    }
}

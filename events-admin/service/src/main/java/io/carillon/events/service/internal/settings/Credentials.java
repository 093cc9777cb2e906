// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Settings from the directory that {@code CREDENTIALS_DIRECTORY} names: a file {@code http.port} holds the value of that
 * option. Files of PIDs that nobody declares are somebody else's.
 *
 * <p>Source: systemd.exec(5), credentials.
 */
final class Credentials {

    private static final String VARIABLE = "CREDENTIALS_DIRECTORY";
    private static final int MAX_FILES = 1_000;
    private static final long MAX_BYTES = 64 * 1024;

    private final List<Path> files;

    private Credentials(List<Path> files) {
        this.files = files;
    }

    static Credentials none() {
        return new Credentials(List.of());
    }

    static Credentials of(Map<String, String> variables) throws SettingsException {
        String directory = variables.getOrDefault(VARIABLE, "");
        if (directory.isEmpty()) {
            return none();
        }
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return new Credentials(entries.filter(Files::isRegularFile)
                    .sorted()
                    .limit(MAX_FILES)
                    .toList());
        } catch (IOException e) {
            throw new SettingsException(VARIABLE + ": " + directory + " cannot be read: " + e, e);
        }
    }

    /** The values for options that are declared; the last dot of a name ends the PID. */
    List<Setting> read(OptionCatalog catalog, List<SettingError> errors) {
        List<Setting> settings = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            int dot = name.lastIndexOf('.');
            String pid = dot < 1 ? "" : catalog.full(name.substring(0, dot));
            if (catalog.find(pid).isEmpty()) {
                continue;
            }
            String where = "$" + VARIABLE + "/" + name;
            try {
                if (Files.size(file) > MAX_BYTES) {
                    throw new IOException("it has more than " + MAX_BYTES + " bytes");
                }
                String value = Files.readString(file).stripTrailing();
                settings.add(new Setting(pid, name.substring(dot + 1), value, Source.CREDENTIAL, where));
            } catch (IOException e) {
                errors.add(new SettingError(pid, where + ": cannot be read: " + e));
            }
        }
        return settings;
    }
}

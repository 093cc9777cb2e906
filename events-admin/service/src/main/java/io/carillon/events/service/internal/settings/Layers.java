// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything operators set outside the host, read once. Immutable. */
final class Layers {

    private static final int MAX_FILES = 1_000;

    private final List<Setting> files = new ArrayList<>();
    private final List<Setting> commandLine = new ArrayList<>();
    private final List<SettingError> errors = new ArrayList<>();
    private final Environment environment;
    private final Credentials credentials;

    /**
     * Reads the files.
     *
     * @param conf directory with {@code carillon.json} and {@code config.d}; neither has to exist
     * @param properties of the framework
     */
    Layers(Path conf, Map<String, String> variables, Map<String, ?> properties) {
        this.environment = new Environment(variables);
        this.credentials = credentials(variables);
        try {
            commandLine.addAll(CommandLine.read(properties));
        } catch (SettingsException e) {
            errors.add(new SettingError("", e.text()));
        }
        read(conf.resolve("carillon.json"), "conf/carillon.json", Source.FILE);
        for (Path file : directory(conf.resolve("config.d"))) {
            read(file, "conf/config.d/" + file.getFileName(), Source.CONFIG_D);
        }
    }

    private Credentials credentials(Map<String, String> variables) {
        try {
            return Credentials.of(variables);
        } catch (SettingsException e) {
            errors.add(new SettingError("", e.text()));
            return Credentials.none();
        }
    }

    private List<Path> directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
        } catch (IOException e) {
            errors.add(new SettingError("", "conf/config.d: cannot be read: " + e));
            return List.of();
        }
    }

    private void read(Path file, String name, Source source) {
        if (Files.notExists(file)) {
            return;
        }
        try {
            files.addAll(ConfigFile.read(file, name, source));
        } catch (SettingsException e) {
            errors.add(new SettingError("", e.text()));
        }
    }

    /**
     * What results with these options.
     *
     * @param changed the lowest layer: what was changed while the host ran
     */
    Merge merge(OptionCatalog catalog, List<Setting> changed) {
        Environment.Reading variables = environment.read(catalog);
        List<SettingError> found = new ArrayList<>(errors);
        List<Setting> all = new ArrayList<>(changed);
        all.addAll(files);
        all.addAll(credentials.read(catalog, found));
        all.addAll(variables.settings());
        all.addAll(commandLine);
        Merge merge = Merge.of(catalog, all);
        merge.errors().addAll(found);
        merge.errors().addAll(variables.errors());
        merge.pending().addAll(variables.unknown());
        merge.errors().sort(Comparator.comparing(SettingError::text, SettingError.BY_PLACE));
        merge.pending().sort(SettingError.BY_PLACE);
        return merge;
    }
}

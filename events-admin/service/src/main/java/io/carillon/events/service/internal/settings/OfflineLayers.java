// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All layers of settings as a start would find them, read without a framework.
 *
 * @param hostPids of options of the host itself
 */
record OfflineLayers(OptionCatalog catalog, Merge merge, List<String> hostPids) {

    /**
     * Reads them.
     *
     * @param environment variables, among them those that name the directories
     * @param settings as with {@code --set}
     * @param errors takes sentences on what would stop a start
     * @param warnings takes sentences on what would not
     */
    static OfflineLayers read(
            Map<String, String> environment, List<String> settings, List<String> errors, List<String> warnings) {
        Path home = Path.of(environment.getOrDefault("CARILLON_HOME", ""));
        List<OptionSet> host = options(home.resolve("bundles"), errors);
        List<OptionSet> all = new ArrayList<>(host);
        all.addAll(options(directory(environment, home, "plugins"), warnings));
        OptionCatalog catalog = new OptionCatalog(all);

        Map<String, String> properties = new HashMap<>();
        for (String pair : settings) {
            int equals = pair.indexOf('=');
            properties.put(
                    "carillon.set." + (equals < 0 ? pair : pair.substring(0, equals)), pair.substring(equals + 1));
        }
        List<Setting> changed = List.of();
        try {
            changed = new UiLayer(directory(environment, home, "data")).read();
        } catch (SettingsException e) {
            errors.add(e.text());
        }
        Merge merge = new Layers(directory(environment, home, "conf"), environment, properties).merge(catalog, changed);
        return new OfflineLayers(
                catalog, merge, host.stream().map(OptionSet::pid).toList());
    }

    private static Path directory(Map<String, String> environment, Path home, String name) {
        String given = environment.getOrDefault("CARILLON_" + name.toUpperCase(java.util.Locale.ROOT), "");
        return given.isBlank() ? home.resolve(name) : Path.of(given);
    }

    private static List<OptionSet> options(Path folder, List<String> problems) {
        List<OptionSet> sets = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return sets;
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                try {
                    sets.addAll(JarOptions.of(jar));
                } catch (IOException e) {
                    problems.add(jar + ": its options cannot be read: " + e.getMessage());
                }
            }
        } catch (IOException e) {
            problems.add(folder + ": cannot be read: " + e);
        }
        return sets;
    }
}

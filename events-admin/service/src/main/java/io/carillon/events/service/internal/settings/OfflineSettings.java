// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The settings as a start would find them, without a framework. The {@code carillon} command loads this class from the image,
 * which is why it speaks in types of the JDK only: variables and {@code --set} pairs go in, and {@code items}, {@code errors}
 * and {@code warnings} come out.
 */
public final class OfflineSettings implements BiFunction<Map<String, String>, List<String>, Map<String, Object>> {

    @Override
    public Map<String, Object> apply(Map<String, String> environment, List<String> settings) {
        Path home = Path.of(environment.getOrDefault("CARILLON_HOME", ""));
        List<String> errors = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
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
        List<String> hostPids = host.stream().map(OptionSet::pid).toList();
        for (SettingError error : merge.errors()) {
            boolean fatal = error.fatal() && (error.pid().isEmpty() || hostPids.contains(error.pid()));
            (fatal ? errors : warnings).add(error.text());
        }
        warnings.addAll(merge.pending());
        List<Map<String, Object>> values = new ArrayList<>();
        OptionView.of(catalog, merge).forEach(status -> values.add(value(status)));
        return Map.of("items", values, "errors", errors, "warnings", warnings);
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

    private static Map<String, Object> value(OptionStatus status) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("key", status.key());
        value.put("value", status.value() == null ? "" : status.value());
        if (status.defaultValue() != null) {
            value.put("default", status.defaultValue());
        }
        value.put("source", status.source().text());
        value.put("where", status.where());
        value.put("locked", status.locked());
        value.put("restart", status.restart());
        value.put("type", status.type().text());
        value.put("several", status.several());
        if (!status.range().isEmpty()) {
            value.put("range", status.range());
        }
        if (!status.choices().isEmpty()) {
            value.put("choices", status.choices());
        }
        value.put("description", status.description());
        return value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Settings from environment variables: {@code CARILLON_<PID>__<KEY>}, where upper and lower case, {@code .}, {@code -} and
 * {@code _} are the same, and {@code _FILE} at the end names a file that holds the value. {@code CARILLON_HOME} and a few like it are for the launcher;
 * any other name without {@code __} is reported, for it has no effect.
 */
final class Environment {

    private static final String PREFIX = "CARILLON_";
    private static final String SEPARATOR = "__";
    private static final String FILE = "_FILE";
    /** What launcher and client read. */
    private static final Set<String> OTHERS = Set.of(
            "CARILLON_HOME",
            "CARILLON_CONF",
            "CARILLON_DATA",
            "CARILLON_PLUGINS",
            "CARILLON_LOGS",
            "CARILLON_JAVA_OPTS",
            "CARILLON_URL",
            "CARILLON_TOKEN",
            "CARILLON_CONTEXT");

    private static final long MAX_BYTES = 64 * 1024;

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = new TreeMap<>(variables);
    }

    /**
     * What the variables set.
     *
     * @param settings the values
     * @param errors sentences about variables of known PIDs that cannot be used
     * @param unknown variables whose PID nobody declares, with what was probably meant
     */
    record Reading(List<Setting> settings, List<SettingError> errors, List<String> unknown) {}

    /** Matches the variables with the options there are. */
    Reading read(OptionCatalog catalog) {
        Map<String, List<Target>> targets = targets(catalog);
        Reading reading = new Reading(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<Target, String> seen = new TreeMap<>(Comparator.comparing(Target::toString));
        variables.forEach((variable, value) -> {
            String name = variable.toUpperCase(Locale.ROOT);
            if (!name.startsWith(PREFIX) || OTHERS.contains(name)) {
                return;
            }
            if (!name.contains(SEPARATOR)) {
                reading.unknown().add(variable + ": is not a setting; " + spelling(name, targets.keySet()));
                return;
            }
            boolean file = !targets.containsKey(name) && name.endsWith(FILE);
            String option = file ? name.substring(0, name.length() - FILE.length()) : name;
            List<Target> found = targets.getOrDefault(option, List.of());
            if (found.isEmpty()) {
                unknown(variable, option, targets, catalog, reading);
            } else if (found.size() > 1) {
                reading.errors()
                        .add(new SettingError(
                                found.get(0).pid(),
                                variable + ": could mean " + found.get(0) + " or " + found.get(1)
                                        + "; set it in conf/carillon.json or with --set instead"));
            } else {
                Target target = found.get(0);
                String first = seen.putIfAbsent(target, variable);
                if (first != null) {
                    reading.errors()
                            .add(new SettingError(
                                    target.pid(),
                                    variable + ": sets " + target + ", as " + first + " does; keep one of them"));
                    return;
                }
                add(target, variable, value, file, reading);
            }
        });
        return reading;
    }

    /** The usual slip is one underscore where two belong. */
    private static String spelling(String name, Set<String> targets) {
        return targets.stream()
                .filter(target -> target.replace(SEPARATOR, "_").equals(name))
                .findFirst()
                .map(target -> "did you mean " + target + "?")
                .orElse("the name of an option stands after two underscores, as in CARILLON_HTTP__PORT");
    }

    private static void add(Target target, String variable, String value, boolean file, Reading reading) {
        try {
            Object text = file ? content(variable, value) : value;
            reading.settings().add(new Setting(target.pid(), target.key(), text, Source.ENVIRONMENT, variable));
        } catch (SettingsException e) {
            reading.errors().add(new SettingError(target.pid(), e.text()));
        }
    }

    private static String content(String variable, String file) throws SettingsException {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MAX_BYTES) {
                throw new SettingsException(variable + ": " + file + " has more than " + MAX_BYTES + " bytes");
            }
            return Files.readString(path, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException | InvalidPathException e) {
            throw new SettingsException(variable + ": " + file + " cannot be read: " + e, e);
        }
    }

    private static void unknown(
            String variable, String option, Map<String, List<Target>> targets, OptionCatalog catalog, Reading reading) {
        String pid = option.substring(0, option.indexOf(SEPARATOR));
        Optional<OptionSet> owner = catalog.all().stream()
                .filter(set -> pidNames(set).contains(pid))
                .findFirst();
        if (owner.isPresent()) {
            List<String> names = targets.keySet().stream()
                    .filter(name -> name.startsWith(pid + SEPARATOR))
                    .toList();
            reading.errors()
                    .add(new SettingError(
                            owner.get().pid(),
                            variable + ": " + owner.get().pid() + " has no such option"
                                    + Nearest.suggestion(option, names)));
        } else {
            reading.unknown()
                    .add(variable + ": no installed bundle has such an option"
                            + Nearest.suggestion(option, targets.keySet()));
        }
    }

    private static Map<String, List<Target>> targets(OptionCatalog catalog) {
        Map<String, List<Target>> targets = new TreeMap<>();
        for (OptionSet set : catalog.all()) {
            if (set.factory()) {
                continue;
            }
            for (String key : set.options().keySet()) {
                for (String pid : pidNames(set)) {
                    targets.computeIfAbsent(pid + SEPARATOR + upper(key), name -> new ArrayList<>())
                            .add(new Target(set.pid(), key));
                }
            }
        }
        return targets;
    }

    private static Set<String> pidNames(OptionSet set) {
        Set<String> names = new TreeSet<>();
        names.add(PREFIX + upper(set.pid()));
        if (set.pid().startsWith(OptionCatalog.PREFIX)) {
            names.add(PREFIX + upper(set.pid().substring(OptionCatalog.PREFIX.length())));
        }
        return names;
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private record Target(String pid, String key) {

        @Override
        public String toString() {
            return pid + "." + key;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus.Source;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The outcome of all layers: for each PID the values to apply, and what could not be used.
 *
 * @param values by full PID, then key
 * @param origins where each of the values came from, in the same order
 * @param errors about settings of known options
 * @param pending sentences about settings that wait for a bundle that declares them
 */
record Merge(
        Map<String, Map<String, Object>> values,
        Map<String, Map<String, Setting>> origins,
        List<SettingError> errors,
        List<String> pending) {

    /** Where the log lies and how the host is reached: a wrong value here would shut out whoever could take it back. */
    private static final Set<String> LOCAL = Set.of("carillon.store", "carillon.http", "carillon.cluster");

    /** What runs as it was started, besides those: a bus that came and went would take every plugin with it. */
    private static final Set<String> AT_START = Set.of("carillon.bus");

    private static final String OURS = "carillon.";

    static final String LOCAL_ONLY = "conf/, the environment and the command line only";

    /** PIDs that the host derives from its own options. */
    private static final Map<String, String> DERIVED = Map.of("org.apache.felix.http", "carillon.http");

    /**
     * Merges layers.
     *
     * @param layers from the lowest to the highest precedence; later settings win
     */
    static Merge of(OptionCatalog catalog, List<Setting> layers) {
        Merge merge = new Merge(new TreeMap<>(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        Map<String, Map<String, Setting>> winners = new TreeMap<>();
        for (Setting setting : layers) {
            winners.computeIfAbsent(catalog.full(setting.pid()), pid -> new TreeMap<>())
                    .put(setting.key(), setting);
        }
        winners.forEach((pid, settings) -> merge.add(catalog, pid, settings));
        return merge;
    }

    private void add(OptionCatalog catalog, String pid, Map<String, Setting> settings) {
        Optional<OptionSet> known = catalog.find(pid);
        String owner = DERIVED.get(pid);
        for (Setting setting : settings.values()) {
            if (setting.isSection()) {
                continue;
            }
            if (owner != null) {
                errors.add(new SettingError(
                        owner,
                        setting.source() != Source.UI,
                        setting.where() + ": " + pid + " is derived from " + owner + "; set its options instead"));
            } else if (known.isPresent()) {
                addKnown(pid, known.get(), setting);
            } else {
                put(pid, setting, untyped(setting.value()));
            }
        }
        if (known.isEmpty() && owner == null) {
            Set<String> pids = catalog.all().stream().map(OptionSet::pid).collect(Collectors.toSet());
            String text = settings.values().iterator().next().where() + ": no installed bundle has options for " + pid
                    + Nearest.suggestion(pid, pids);
            Optional<String> meant = meant(pid, pids);
            if (meant.isPresent()) {
                boolean lasting = settings.values().stream().anyMatch(setting -> setting.source() != Source.UI);
                errors.add(new SettingError(meant.get(), lasting, text));
            } else {
                pending.add(text);
            }
        }
    }

    /** The PID of which another one of ours is a misspelling: what comes after the name they share is nearly the same. */
    private static Optional<String> meant(String pid, Set<String> pids) {
        if (!pid.startsWith(OURS)) {
            return Optional.empty();
        }
        Set<String> names = pids.stream()
                .filter(each -> each.startsWith(OURS))
                .map(each -> each.substring(OURS.length()))
                .collect(Collectors.toSet());
        return Nearest.of(pid.substring(OURS.length()), names).map(OURS::concat);
    }

    private void addKnown(String pid, OptionSet known, Setting setting) {
        Option option = known.options().get(setting.key());
        if (option == null) {
            errors.add(new SettingError(
                    pid,
                    setting.source() != Source.UI,
                    setting.where() + ": " + pid + "." + setting.key() + " is not an option"
                            + Nearest.suggestion(setting.key(), known.options().keySet())));
            return;
        }
        if (setting.source() == Source.UI && isLocal(pid)) {
            errors.add(new SettingError(pid, false, setting.where() + ": " + pid + " is taken from " + LOCAL_ONLY));
            return;
        }
        try {
            put(pid, setting, option.convert(setting.value()));
        } catch (IllegalArgumentException e) {
            errors.add(new SettingError(
                    pid,
                    setting.source() != Source.UI,
                    setting.where() + ": " + pid + "." + setting.key() + " " + e.getMessage()));
        }
    }

    /** Whether nobody may change options of this PID while the host runs. */
    static boolean isLocal(String pid) {
        return LOCAL.contains(pid);
    }

    /** Whether options of this PID count from the next start on: nobody is stopped and started for them. */
    static boolean isReadAtStart(String pid) {
        return isLocal(pid) || AT_START.contains(pid);
    }

    private void put(String pid, Setting setting, Object value) {
        values.computeIfAbsent(pid, any -> new TreeMap<>()).put(setting.key(), value);
        origins.computeIfAbsent(pid, any -> new TreeMap<>()).put(setting.key(), setting);
    }

    private static Object untyped(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toArray(String[]::new);
        }
        return value instanceof BigDecimal number ? (Object) number.doubleValue() : value;
    }
}

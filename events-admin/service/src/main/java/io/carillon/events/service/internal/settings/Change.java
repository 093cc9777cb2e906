// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.OptionStatus.Source;
import io.carillon.events.admin.SettingRefusedException;
import io.carillon.events.admin.SettingRefusedException.Reason;
import io.carillon.events.admin.SettingsAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The lowest layer as a change leaves it.
 *
 * @param settings of the layer
 * @param values the same, by PID, then key
 */
record Change(List<Setting> settings, Map<String, Map<String, Object>> values) {

    private static final String WHERE = "data/config/settings.json";

    /**
     * Checks a change against what there is.
     *
     * @param options all of them, as they stand
     * @param before the layer as it is
     * @param changed new values by key
     * @param removed keys whose value is taken back
     * @throws SettingRefusedException if any of them is refused
     */
    static Change of(
            OptionCatalog catalog,
            List<OptionStatus> options,
            List<Setting> before,
            Map<String, Object> changed,
            Set<String> removed) {
        if (changed.size() + removed.size() > SettingsAdmin.MAX_CHANGES) {
            throw new SettingRefusedException(
                    "", Reason.INVALID, "at most " + SettingsAdmin.MAX_CHANGES + " options change at a time");
        }
        Map<String, Map<String, Object>> values = new TreeMap<>();
        before.forEach(setting -> values.computeIfAbsent(catalog.full(setting.pid()), pid -> new TreeMap<>())
                .put(setting.key(), setting.value()));
        removed.forEach(key -> {
            OptionStatus status = changeable(options, key);
            values.getOrDefault(status.pid(), new TreeMap<>()).remove(option(status));
        });
        changed.forEach((key, value) -> {
            OptionStatus status = changeable(options, key);
            check(catalog, status, key, value);
            values.computeIfAbsent(status.pid(), pid -> new TreeMap<>()).put(option(status), value);
        });
        values.values().removeIf(Map::isEmpty);
        List<Setting> settings = new ArrayList<>();
        values.forEach((pid, ofPid) ->
                ofPid.forEach((option, value) -> settings.add(new Setting(pid, option, value, Source.UI, WHERE))));
        return new Change(List.copyOf(settings), values);
    }

    private static OptionStatus changeable(List<OptionStatus> options, String key) {
        Optional<OptionStatus> found = options.stream()
                .filter(option -> option.key().equals(key) || (OptionCatalog.PREFIX + option.key()).equals(key))
                .findFirst();
        OptionStatus status = found.orElseThrow(() -> new SettingRefusedException(
                key,
                Reason.UNKNOWN,
                key + " is not an option"
                        + Nearest.suggestion(
                                key, options.stream().map(OptionStatus::key).toList())));
        if (status.locked()) {
            throw new SettingRefusedException(
                    key, Reason.LOCKED, status.key() + " is " + held(status) + "; change it there and restart");
        }
        return status;
    }

    /** The key within its PID. */
    private static String option(OptionStatus status) {
        return status.key().substring(OptionView.key(status.pid(), "").length());
    }

    private static String held(OptionStatus status) {
        return status.source().compareTo(Source.UI) > 0 ? "set in " + status.where() : "taken from " + Merge.LOCAL_ONLY;
    }

    private static void check(OptionCatalog catalog, OptionStatus status, String key, Object value) {
        Option declared = catalog.find(status.pid())
                .map(set -> set.options().get(option(status)))
                .orElseThrow(() -> new IllegalStateException(status.key() + " is shown but not declared"));
        try {
            declared.convert(value);
        } catch (IllegalArgumentException e) {
            throw new SettingRefusedException(key, Reason.INVALID, status.key() + " " + e.getMessage());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The values of one PID of the host as a start would apply them, without a framework; secrets are in clear, so nothing of it
 * may be shown. The {@code carillon} command loads this class from the image, which is why it speaks in types of the JDK
 * only: variables and a PID go in, {@code values} by key and {@code errors} of that PID come out.
 */
public final class OfflineOptions implements BiFunction<Map<String, String>, String, Map<String, Object>> {

    @Override
    public Map<String, Object> apply(Map<String, String> environment, String pid) {
        List<String> errors = new ArrayList<>();
        OfflineLayers layers = OfflineLayers.read(environment, List.of(), errors, new ArrayList<>());
        for (SettingError error : layers.merge().errors()) {
            if (error.pid().isEmpty() || error.pid().equals(pid)) {
                errors.add(error.text());
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        layers.catalog().find(pid).ifPresent(set -> set.options().forEach((key, option) -> {
            Object value = option.defaultValue();
            if (value != null) {
                values.put(key, value);
            }
        }));
        values.putAll(layers.merge().values().getOrDefault(pid, Map.of()));
        return Map.of("values", values, "errors", errors);
    }
}

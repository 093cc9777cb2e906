// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The settings as a start would find them, without a framework. The {@code carillon} command loads this class from the image,
 * which is why it speaks in types of the JDK only: variables and {@code --set} pairs go in, and {@code items}, {@code errors}
 * and {@code warnings} come out.
 */
public final class OfflineSettings implements BiFunction<Map<String, String>, List<String>, Map<String, Object>> {

    @Override
    public Map<String, Object> apply(Map<String, String> environment, List<String> settings) {
        List<String> errors = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        OfflineLayers layers = OfflineLayers.read(environment, settings, errors, warnings);
        Merge merge = layers.merge();
        List<String> hostPids = layers.hostPids();
        for (SettingError error : merge.errors()) {
            boolean fatal = error.fatal() && (error.pid().isEmpty() || hostPids.contains(error.pid()));
            (fatal ? errors : warnings).add(error.text());
        }
        warnings.addAll(merge.pending());
        List<Map<String, Object>> values = new ArrayList<>();
        OptionView.of(layers.catalog(), merge).forEach(status -> values.add(value(status)));
        return Map.of("items", values, "errors", errors, "warnings", warnings);
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

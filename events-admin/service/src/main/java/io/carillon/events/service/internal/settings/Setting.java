// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus.Source;
import java.util.List;

/**
 * One value that somebody set.
 *
 * @param pid as written
 * @param key as written
 * @param value a String, Boolean, Long, BigDecimal, or a list of them
 * @param source the layer it was set in
 * @param where for people: {@code conf/carillon.json:3}, {@code CARILLON_HTTP__PORT}, {@code --set http.port}
 */
record Setting(String pid, String key, Object value, Source source, String where) {

    /** A section without options, whose name may be wrong all the same. */
    static Setting section(String pid, Source source, String where) {
        return new Setting(pid, "", List.of(), source, where);
    }

    /** Whether it sets nothing. */
    boolean isSection() {
        return key.isEmpty() && value.equals(List.of());
    }
}

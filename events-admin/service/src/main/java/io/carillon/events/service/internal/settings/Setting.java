// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus.Source;

/**
 * One value that somebody set.
 *
 * @param pid as written
 * @param key as written
 * @param value a String, Boolean, Long, BigDecimal, or a list of them
 * @param source the layer it was set in
 * @param where for people: {@code conf/carillon.json:3}, {@code CARILLON_HTTP__PORT}, {@code --set http.port}
 */
record Setting(String pid, String key, Object value, Source source, String where) {}

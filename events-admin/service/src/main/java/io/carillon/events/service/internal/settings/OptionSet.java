// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All options of one PID.
 *
 * @param owner symbolic name of the bundle that declares it
 * @param pid full, for instance {@code carillon.http}
 * @param factory whether there may be several configurations, {@code pid~name}
 * @param options by key, in the order of their declaration; unmodifiable
 */
record OptionSet(String owner, String pid, boolean factory, Map<String, Option> options) {

    OptionSet {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;

/** The option sets of all bundles that are installed, by PID. Immutable. */
final class OptionCatalog {

    /** What short PIDs stand without. */
    static final String PREFIX = "carillon.";

    private final TreeMap<String, OptionSet> sets = new TreeMap<>();

    OptionCatalog(Collection<OptionSet> all) {
        all.forEach(set -> sets.put(set.pid(), set));
    }

    /** The full PID for one as people write it: {@code http} is {@code carillon.http}. */
    String full(String pid) {
        String prefixed = PREFIX + pid;
        if (sets.containsKey(withoutName(pid))) {
            return pid;
        }
        if (sets.containsKey(withoutName(prefixed)) || pid.indexOf('.') < 0) {
            return prefixed;
        }
        return pid;
    }

    /** The options of a full PID, with or without the name of a factory configuration. */
    Optional<OptionSet> find(String pid) {
        return Optional.ofNullable(sets.get(withoutName(pid)));
    }

    Collection<OptionSet> all() {
        return Collections.unmodifiableCollection(sets.values());
    }

    private static String withoutName(String pid) {
        int name = pid.indexOf('~');
        return name < 0 ? pid : pid.substring(0, name);
    }
}

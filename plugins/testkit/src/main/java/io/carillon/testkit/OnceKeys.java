// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What each subscription did already. Threads: safe for concurrent use. */
final class OnceKeys {

    private final Map<String, Set<String>> known = new HashMap<>();

    synchronized boolean contains(String subscription, String key) {
        return known.getOrDefault(subscription, Set.of()).contains(key);
    }

    synchronized void add(String subscription, Set<String> keys) {
        if (!keys.isEmpty()) {
            known.computeIfAbsent(subscription, name -> new HashSet<>()).addAll(keys);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.TypePattern;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Whether a subscription wants a type; each type is matched once and remembered, up to a limit. */
final class TypeMatch {

    /** More types than this are forgotten together and matched again. */
    static final int MAX_REMEMBERED = 10_000;

    private final List<TypePattern> patterns;
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    TypeMatch(List<TypePattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    boolean wants(String type) {
        Boolean answer = known.get(type);
        if (answer == null) {
            answer = patterns.stream().anyMatch(pattern -> pattern.matches(type));
            if (known.size() >= MAX_REMEMBERED) {
                known.clear();
            }
            known.put(type, answer);
        }
        return answer;
    }

    List<String> patterns() {
        return patterns.stream().map(TypePattern::text).toList();
    }
}

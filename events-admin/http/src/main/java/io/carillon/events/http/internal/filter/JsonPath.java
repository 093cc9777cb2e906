// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in a JSON value something is.
 *
 * @param steps names or numbers of what is inside; an immutable list. Source: RFC 6901
 */
record JsonPath(List<String> steps) {

    private static final int MAX_LENGTH = 1_000;

    JsonPath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a JSON Pointer.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static JsonPath parse(String pointer) {
        if (pointer.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a JSON Pointer may have " + MAX_LENGTH + " characters");
        }
        if (pointer.isEmpty()) {
            return new JsonPath(List.of());
        }
        if (!pointer.startsWith("/")) {
            throw new IllegalArgumentException("a JSON Pointer begins with a slash, like /files/0/name");
        }
        List<String> steps = new ArrayList<>();
        for (String step : pointer.substring(1).split("/", -1)) {
            for (int tilde = step.indexOf('~'); tilde >= 0; tilde = step.indexOf('~', tilde + 1)) {
                if (tilde + 1 >= step.length() || "01".indexOf(step.charAt(tilde + 1)) < 0) {
                    throw new IllegalArgumentException("~ in a JSON Pointer is followed by 0 or 1");
                }
            }
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPath(steps);
    }

    /** What is there, which may be {@code null}. */
    record Found(boolean isThere, @Nullable Object value) {

        static final Found NOTHING = new Found(false, null);
    }

    Found find(@Nullable Object root) {
        Object value = root;
        for (String step : steps) {
            if (value instanceof Map<?, ?> map && map.containsKey(step)) {
                value = map.get(step);
            } else if (value instanceof List<?> list && isIndex(step, list.size())) {
                value = list.get(Integer.parseInt(step));
            } else {
                return Found.NOTHING;
            }
        }
        return new Found(true, value);
    }

    private static boolean isIndex(String step, int size) {
        boolean plain = !step.isEmpty()
                && step.length() <= 9
                && step.chars().allMatch(c -> c >= '0' && c <= '9')
                && (step.length() == 1 || step.charAt(0) != '0');
        return plain && Integer.parseInt(step) < size;
    }
}

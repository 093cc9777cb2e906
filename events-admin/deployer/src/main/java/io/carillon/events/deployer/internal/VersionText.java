// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions and ranges as authors write them, read from the filters the framework makes of them. */
final class VersionText {

    private static final Pattern TRAILING_ZERO = Pattern.compile("(\\d+\\.\\d+)\\.0");

    private VersionText() {}

    /**
     * The range an LDAP filter asks for.
     *
     * @param attribute the attribute that holds the version
     * @return for instance {@code [1.2,2)}; empty when any version will do
     */
    static String range(String filter, String attribute) {
        String name = Pattern.quote(attribute);
        String exact = find("(?<!!)\\(" + name + "=([^)*]+)\\)", filter);
        if (!exact.isEmpty()) {
            return "[" + trim(exact) + "," + trim(exact) + "]";
        }
        String atLeast = find("(?<!!)\\(" + name + ">=([^)]+)\\)", filter);
        String above = find("!\\(" + name + "<=([^)]+)\\)", filter);
        String below = find("!\\(" + name + ">=([^)]+)\\)", filter);
        String atMost = find("(?<!!)\\(" + name + "<=([^)]+)\\)", filter);
        String floor = above.isEmpty() ? "[" + (atLeast.isEmpty() ? "0" : trim(atLeast)) : "(" + trim(above);
        if (!below.isEmpty()) {
            return floor + "," + trim(below) + ")";
        }
        if (!atMost.isEmpty()) {
            return floor + "," + trim(atMost) + "]";
        }
        return floor.equals("[0") || floor.equals("[0.0") ? "" : floor + ",∞)";
    }

    /** A version without what adds nothing: {@code 1.2} for {@code 1.2.0}. */
    static String trim(String version) {
        Matcher zero = TRAILING_ZERO.matcher(version);
        return zero.matches() ? zero.group(1) : version;
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}

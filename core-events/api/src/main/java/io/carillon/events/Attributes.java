// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules for CloudEvents attributes, with errors that name the attribute. */
final class Attributes {

    static final int MAX_TYPE = 128;
    static final int MAX_SUBJECT = 512;
    static final int MAX_ID = 255;
    static final int MAX_URI = 512;
    static final int MAX_EXTENSIONS = 8 * 1024;

    private static final Set<String> CORE =
            Set.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data");
    private static final Set<String> HOST_OWNED = Set.of("sequence", "recordedtime", "revision", "hash", "replayid");

    private Attributes() {}

    static String type(String type) {
        text("type", type, MAX_TYPE);
        boolean separator = true;
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            boolean next = c == '.' || c == ':' || c == '/';
            if (next && separator) {
                throw new InvalidEventException("type", "has an empty segment", type);
            }
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            if (!next && !word) {
                throw new InvalidEventException(
                        "type", "may hold ASCII letters, digits, '_', '-' and the separators '.', ':', '/'", type);
            }
            separator = next;
        }
        if (separator) {
            throw new InvalidEventException("type", "ends with a separator", type);
        }
        return type;
    }

    static String text(String attribute, String value, int max) {
        if (value.isEmpty()) {
            throw new InvalidEventException(attribute, "must not be empty", value);
        }
        if (value.codePointCount(0, value.length()) > max) {
            throw new InvalidEventException(
                    attribute, "must have at most " + max + " characters", value.length() + " characters");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                throw new InvalidEventException(
                        attribute,
                        "must not hold control characters or lone surrogates",
                        String.format("U+%04X at index %d", (int) c, i));
            }
        }
        return value;
    }

    /** @param checked extensions that are known to keep the rules for one of them */
    @SuppressWarnings("ReferenceEquality") // the same value need not be checked again, an equal one may
    static SortedMap<String, Object> extensions(Map<String, ?> given, Map<String, ?> checked) {
        SortedMap<String, Object> sorted = new TreeMap<>();
        int size = 0;
        for (Map.Entry<String, ?> entry : given.entrySet()) {
            String name = entry.getKey();
            Object value = entry.getValue();
            if (value == null || value != checked.get(name)) {
                extensionName(name);
                value = extensionValue(name, value);
            }
            sorted.put(name, value);
            size += name.length() + value.toString().length();
        }
        if (size > MAX_EXTENSIONS) {
            throw new InvalidEventException(
                    "extensions", "must have at most " + MAX_EXTENSIONS + " characters together", size + " characters");
        }
        return Collections.unmodifiableSortedMap(sorted);
    }

    private static void extensionName(String name) {
        if (CORE.contains(name)) {
            throw new InvalidEventException(name, "is an attribute of its own, not an extension", name);
        }
        if (HOST_OWNED.contains(name)) {
            throw new InvalidEventException(name, "is set by the host and cannot be given", name);
        }
        if (name.isEmpty() || name.length() > 20) {
            throw new InvalidEventException(
                    "extensions", "names have 1 to 20 lower-case letters and digits", "\"" + name + "\"");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
                throw new InvalidEventException(
                        "extensions", "names have 1 to 20 lower-case letters and digits", "\"" + name + "\"");
            }
        }
    }

    private static Object extensionValue(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text(name, text, MAX_EXTENSIONS);
        }
        if (value instanceof Integer || value instanceof Boolean) {
            return value;
        }
        throw new InvalidEventException(
                name,
                "must be a String, an Integer or a Boolean, as CloudEvents has them",
                value == null ? "null" : value.getClass().getName());
    }
}

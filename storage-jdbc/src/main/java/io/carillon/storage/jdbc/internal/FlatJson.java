// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Canonical JSON of what stands in one column: an object of strings, whole numbers and booleans in ascending order of
 * names, or an array of strings. Without spaces; only what must be escaped is. Lone surrogates and U+0000 are escaped, so
 * that every engine can hold the text.
 */
final class FlatJson {

    /** Characters that most objects fit into. */
    private static final int TYPICAL = 192;

    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    static String object(Map<String, ?> values) {
        return object(new TreeMap<>(values));
    }

    static String object(SortedMap<String, ?> values) {
        StringBuilder json = new StringBuilder(TYPICAL).append('{');
        for (Map.Entry<String, ?> entry : values.entrySet()) {
            json.append(json.length() == 1 ? "" : ",");
            string(json, entry.getKey());
            json.append(':');
            if (entry.getValue() instanceof String value) {
                string(json, value);
            } else {
                json.append(entry.getValue());
            }
        }
        return json.append('}').toString();
    }

    static String array(Iterable<String> values) {
        StringBuilder json = new StringBuilder("[");
        for (String value : values) {
            json.append(json.length() == 1 ? "" : ",");
            string(json, value);
        }
        return json.append(']').toString();
    }

    private static void string(StringBuilder json, String value) {
        json.append('"');
        int plain = plain(value);
        json.append(value, 0, plain);
        for (int i = plain; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            if (pair) {
                json.append(c).append(value.charAt(++i));
            } else if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /** How many characters at the beginning stand for themselves. */
    private static int plain(String value) {
        int i = 0;
        while (i < value.length()) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                return i;
            }
            i++;
        }
        return i;
    }

    /**
     * What {@link #object} wrote.
     *
     * @throws IllegalArgumentException if it did not write this
     */
    static Map<String, Object> parseObject(String text) {
        FlatJson json = new FlatJson(text);
        Map<String, Object> values = new TreeMap<>();
        json.expect('{');
        while (json.more('}', values.isEmpty())) {
            String name = json.string();
            json.expect(':');
            values.put(name, json.value());
        }
        json.end();
        return values;
    }

    /**
     * What {@link #array} wrote.
     *
     * @throws IllegalArgumentException if it did not write this
     */
    static List<String> parseArray(String text) {
        FlatJson json = new FlatJson(text);
        List<String> values = new ArrayList<>();
        json.expect('[');
        while (json.more(']', values.isEmpty())) {
            values.add(json.string());
        }
        json.end();
        return values;
    }

    private boolean more(char close, boolean first) {
        if (peek() == close) {
            at++;
            return false;
        }
        if (!first) {
            expect(',');
        }
        return true;
    }

    private Object value() {
        if (peek() == '"') {
            return string();
        }
        int start = at;
        while (at < text.length() && ",}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> Integer.valueOf(word);
        };
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c == '\\' && peek() == 'u' && at + 5 <= text.length()) {
                value.append((char) Integer.parseInt(text, at + 1, at + 5, 16));
                at += 5;
            } else if (c == '\\') {
                value.append(peek());
                at++;
            } else {
                value.append(c);
            }
        }
        at++;
        return value.toString();
    }

    private char peek() {
        if (at >= text.length()) {
            throw new IllegalArgumentException("ends too early after " + at + " characters");
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw new IllegalArgumentException("expected " + c + " at index " + at);
        }
        at++;
    }

    private void end() {
        if (at != text.length()) {
            throw new IllegalArgumentException("goes on after index " + at);
        }
    }
}

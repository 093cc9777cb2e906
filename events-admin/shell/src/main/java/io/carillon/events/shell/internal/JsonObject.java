// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes {@code key=text} and {@code key:=json} arguments as one JSON object. Whether the JSON is right, the bus checks. */
final class JsonObject {

    private JsonObject() {}

    static String of(List<String> fields) {
        Set<String> keys = new LinkedHashSet<>();
        StringBuilder json = new StringBuilder("{");
        for (String field : fields) {
            int equals = field.indexOf('=');
            boolean raw = equals > 0 && field.charAt(equals - 1) == ':';
            String key = equals < 0 ? "" : field.substring(0, raw ? equals - 1 : equals);
            if (key.isEmpty()) {
                throw CommandException.usage(
                        "\"" + Printable.shortened(field, 80) + "\" is not data",
                        "data is key=text or key:=json; options start with --");
            }
            if (!keys.add(key)) {
                throw CommandException.usage("the data has \"" + key + "\" twice", "give each key once");
            }
            String value = field.substring(equals + 1);
            json.append(json.length() == 1 ? "" : ",")
                    .append(string(key))
                    .append(':')
                    .append(raw ? value : string(value));
        }
        return json.append('}').toString();
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}

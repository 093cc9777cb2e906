// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.openapi;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes JSON trees as YAML in block form; texts are quoted as JSON does, which YAML reads the same. */
final class Yaml {

    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();

    private Yaml() {}

    /** A member of the top level, with a line break at the end. */
    static String member(String name, JsonNode value) {
        Yaml yaml = new Yaml();
        yaml.member(name, value, "");
        return yaml.out.toString();
    }

    private void member(String name, JsonNode value, String indent) {
        out.append(indent).append(key(name)).append(':');
        value(value, indent);
    }

    private void value(JsonNode value, String indent) {
        if (value.isContainerNode() && !value.isEmpty()) {
            out.append('\n');
            children(value, indent + STEP);
        } else {
            out.append(' ').append(value).append('\n');
        }
    }

    private void children(JsonNode value, String indent) {
        if (value.isArray()) {
            for (JsonNode item : value) {
                out.append(indent).append('-');
                value(item, indent);
            }
            return;
        }
        value.properties().forEach(member -> member(member.getKey(), member.getValue(), indent));
    }

    private static String key(String name) {
        boolean plain = !name.isEmpty()
                && Character.isLetter(name.charAt(0))
                && name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
        return plain ? name : '"' + name + '"';
    }
}

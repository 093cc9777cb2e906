// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One clause of a manifest header: {@code path;path;attribute=value;directive:=value}.
 *
 * @param paths none only where a header breaks the grammar
 * @param parameters attributes and directives as they are written, with their leading semicolons
 */
record HeaderClause(List<String> paths, String parameters) {

    HeaderClause {
        paths = List.copyOf(paths);
    }

    /** Splits a header; an absent one has no clauses. */
    static List<HeaderClause> parse(@Nullable String header) {
        List<HeaderClause> clauses = new ArrayList<>();
        if (header != null) {
            for (String clause : split(header, ',')) {
                List<String> paths = new ArrayList<>();
                StringBuilder parameters = new StringBuilder();
                for (String part : split(clause, ';')) {
                    if (part.indexOf('=') < 0) {
                        paths.add(part);
                    } else {
                        parameters.append(';').append(part);
                    }
                }
                clauses.add(new HeaderClause(paths, parameters.toString()));
            }
        }
        return clauses;
    }

    /** The clause as it is written. */
    String text() {
        return String.join(";", paths) + parameters;
    }

    /** Value of an attribute, without quotes; empty when it has none of that name. */
    String parameter(String name) {
        for (String part : split(parameters, ';')) {
            int equals = part.indexOf('=');
            if (part.substring(0, equals).trim().equals(name)) {
                return part.substring(equals + 1).replace("\"", "").trim();
            }
        }
        return "";
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int at = 0; at <= text.length(); at++) {
            boolean end = at == text.length();
            if (!end && text.charAt(at) == '"') {
                quoted = !quoted;
            }
            if (end || (text.charAt(at) == separator && !quoted)) {
                String part = text.substring(from, at).trim();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                from = at + 1;
            }
        }
        return parts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A path with parameters; what is empty is left out. */
public final class Query {

    private final String path;
    private final List<String> parameters = new ArrayList<>();

    private Query(String path) {
        this.path = path;
    }

    /**
     * A path.
     *
     * @param template with {@code %s} for each segment
     * @throws Failure if a segment is empty: it would be another path
     */
    public static Query of(String template, String... segments) {
        Object[] encoded = new Object[segments.length];
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].isEmpty()) {
                throw new Failure(
                        Exit.REFUSED, "the name or id is empty", "a variable of your shell may have no value");
            }
            encoded[i] = encode(segments[i]);
        }
        return new Query(String.format(Locale.ROOT, template, encoded));
    }

    public Query with(String name, String value) {
        if (!value.isEmpty()) {
            parameters.add(name + "=" + encode(value));
        }
        return this;
    }

    public Query with(String name, List<String> values) {
        values.forEach(value -> with(name, value));
        return this;
    }

    public Query with(String name, boolean flag) {
        return flag ? with(name, "true") : this;
    }

    public Query with(String name, int number) {
        return number > 0 ? with(name, String.valueOf(number)) : this;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
    }
}

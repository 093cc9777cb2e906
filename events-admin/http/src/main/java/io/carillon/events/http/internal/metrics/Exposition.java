// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.metrics;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * A page of metrics.
 *
 * <p>Source: Prometheus text format 0.0.4; OpenMetrics 1.0.0.
 */
final class Exposition {

    private final boolean openMetrics;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> families = new HashSet<>();
    private String name = "";

    Exposition(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    /** Begins a counter; the name ends with {@code _total}. */
    Exposition counter(String counter, String help) {
        return family(
                counter,
                openMetrics ? counter.substring(0, counter.length() - "_total".length()) : counter,
                help,
                "counter");
    }

    Exposition gauge(String gauge, String help) {
        return family(gauge, gauge, help, "gauge");
    }

    private Exposition family(String sample, String family, String help, String type) {
        if (!families.add(family)) {
            throw new IllegalArgumentException("the metric " + family + " is there already");
        }
        name = sample;
        text.append("# HELP ")
                .append(family)
                .append(' ')
                .append(escaped(help, openMetrics))
                .append('\n');
        text.append("# TYPE ").append(family).append(' ').append(type).append('\n');
        return this;
    }

    /**
     * Adds a sample of the metric that was begun last.
     *
     * @param labels names and values in turn
     */
    Exposition sample(long value, String... labels) {
        text.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',')
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1], true))
                    .append('"');
        }
        text.append(labels.length == 0 ? " " : "} ");
        text.append(value).append('\n');
        return this;
    }

    private static String escaped(String value, boolean quotes) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append(quotes ? "\\\"" : "\"");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    String contentType() {
        return openMetrics
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
    }

    byte[] bytes() {
        return (text + (openMetrics ? "# EOF\n" : "")).getBytes(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.metrics;

import io.carillon.events.admin.Durations;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
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

    /** Begins a histogram; its name says seconds. */
    Exposition histogram(String histogram, String help) {
        return family(histogram, histogram, help, "histogram");
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
        return line("", String.valueOf(value), labels);
    }

    /** Adds how often something took how long to the histogram that was begun last. */
    Exposition durations(Durations durations, String... labels) {
        long all = 0;
        for (int i = 0; i < Durations.BOUNDS.size(); i++) {
            all += durations.counts().get(i);
            line("_bucket", String.valueOf(all), and(labels, seconds(Durations.BOUNDS.get(i))));
        }
        all += durations.counts().get(Durations.BOUNDS.size());
        line("_bucket", String.valueOf(all), and(labels, "+Inf"));
        line("_sum", seconds(durations.total()), labels);
        return line("_count", String.valueOf(all), labels);
    }

    private static String[] and(String[] labels, String bound) {
        String[] more = Arrays.copyOf(labels, labels.length + 2);
        more[labels.length] = "le";
        more[labels.length + 1] = bound;
        return more;
    }

    private static String seconds(Duration duration) {
        return String.valueOf(BigDecimal.valueOf(duration.toNanos(), 9).doubleValue());
    }

    private Exposition line(String suffix, String value, String... labels) {
        text.append(name).append(suffix);
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

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a page of metrics strictly: whatever the formats do not allow is an error. */
final class ExpositionReader {

    private static final Pattern META = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (-?[0-9][0-9.E+-]*|NaN|[+-]Inf)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\\\\\|\\\\\"|\\\\n)*)\"(,|$)");

    private static final Pattern BOUND = Pattern.compile("(?:^|,)le=\"([0-9.]+|\\+Inf)\"$");

    private final boolean openMetrics;
    private final Map<String, String> types = new HashMap<>();
    private final Set<String> closed = new HashSet<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();
    private String family = "";
    private double lastEnd = Double.NEGATIVE_INFINITY;
    private double lastCount;

    private ExpositionReader(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    /** The samples by name and labels as written. */
    static Map<String, Double> read(String page, boolean openMetrics) {
        if (!page.endsWith("\n")) {
            throw new IllegalArgumentException("the last line has no end");
        }
        List<String> lines = new ArrayList<>(page.lines().toList());
        if (openMetrics && !lines.remove(lines.size() - 1).equals("# EOF")) {
            throw new IllegalArgumentException("there is no # EOF");
        }
        ExpositionReader reader = new ExpositionReader(openMetrics);
        lines.forEach(reader::line);
        return reader.samples;
    }

    private void line(String line) {
        Matcher meta = META.matcher(line);
        if (meta.matches()) {
            enter(meta.group(2));
            if (meta.group(1).equals("TYPE") && types.put(family, meta.group(3)) != null) {
                throw new IllegalArgumentException("a second TYPE: " + line);
            }
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("not a line of the format: " + line);
        }
        boolean counter = "counter".equals(types.get(family));
        boolean histogram = "histogram".equals(types.get(family));
        String expected = openMetrics && counter ? family + "_total" : family;
        boolean fits = histogram
                ? List.of(family + "_bucket", family + "_sum", family + "_count")
                        .contains(sample.group(1))
                : sample.group(1).equals(expected);
        if (!fits || counter && !expected.endsWith("_total")) {
            throw new IllegalArgumentException("not a sample of " + family + ": " + line);
        }
        labels(sample.group(2) == null ? "" : sample.group(2), line);
        if (histogram) {
            step(sample.group(1), sample.group(2), Double.parseDouble(sample.group(3)), line);
        }
        String key = line.substring(0, line.lastIndexOf(' '));
        if (samples.put(key, Double.valueOf(sample.group(3))) != null) {
            throw new IllegalArgumentException("the same sample twice: " + line);
        }
    }

    /** Steps ascend without end, each counts those before it too, and the last is the count of all. */
    private void step(String name, @Nullable String labels, double value, String line) {
        if (name.equals(family + "_bucket")) {
            Matcher bound = BOUND.matcher(labels == null ? "" : labels);
            if (!bound.find()) {
                throw new IllegalArgumentException("a step without an end: " + line);
            }
            double end = bound.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound.group(1));
            if (end <= lastEnd || value < lastCount) {
                throw new IllegalArgumentException("steps do not ascend: " + line);
            }
            lastEnd = end;
            lastCount = value;
        } else if (name.equals(family + "_count")) {
            if (lastEnd != Double.POSITIVE_INFINITY || value != lastCount) {
                throw new IllegalArgumentException("the last step is not the count of all: " + line);
            }
            lastEnd = Double.NEGATIVE_INFINITY;
            lastCount = 0;
        }
    }

    private void enter(String name) {
        if (name.equals(family)) {
            return;
        }
        if (!family.isEmpty()) {
            closed.add(family);
        }
        if (closed.contains(name)) {
            throw new IllegalArgumentException(name + " is in two places");
        }
        family = name;
    }

    private static void labels(String text, String line) {
        Set<String> names = new HashSet<>();
        int end = 0;
        Matcher label = LABEL.matcher(text);
        while (label.find() && label.start() == end) {
            if (!names.add(label.group(1))) {
                throw new IllegalArgumentException("a label twice: " + line);
            }
            end = label.end();
        }
        if (end != text.length()) {
            throw new IllegalArgumentException("wrong labels: " + line);
        }
    }
}

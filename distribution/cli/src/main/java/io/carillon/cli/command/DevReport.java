// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.local.DevJars;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what became of the plugins since it was last asked. */
final class DevReport {

    private static final Set<String> ON_THE_WAY = Set.of("starting", "stopping");
    /** After that a jar is not waited for any more; what becomes of it is told whenever it does. */
    private static final long LONGEST_MILLIS = 60_000;

    private final Map<String, String> told = new HashMap<>();
    private final Map<String, Pending> pending = new HashMap<>();

    private record Pending(String sha256, long since) {}

    /** A jar has just been put into the plugins folder. */
    void copied(DevJars.Copy copy, long nowMillis) {
        pending.put(copy.name(), new Pending(copy.sha256(), nowMillis));
    }

    /** Whether something will soon be to be told. */
    boolean isWaiting(long nowMillis) {
        pending.values().removeIf(each -> nowMillis - each.since() > LONGEST_MILLIS);
        return !pending.isEmpty();
    }

    /** A type of event that a handler of a plugin waits for; nothing where each takes those of a pattern. */
    static Optional<String> handled(List<Json> subscriptions) {
        return subscriptions.stream()
                .flatMap(each -> each.at("types").elements().stream())
                .map(Json::text)
                .filter(type -> !type.isEmpty() && !type.contains("*"))
                .findFirst();
    }

    /** Sentences on what is new. */
    List<String> lines(List<Json> plugins, long nowMillis) {
        List<String> lines = new ArrayList<>();
        for (Json plugin : plugins) {
            String state = plugin.at("state").text();
            if (ON_THE_WAY.contains(state)) {
                continue;
            }
            Pending copy = pending.get(plugin.at("jar").text());
            String sha256 = plugin.at("sha256").text();
            if (copy != null && !sha256.equals(copy.sha256()) && !sha256.isEmpty()) {
                continue; // that is the jar before
            }
            String now = sha256 + state + plugin.at("why").compact();
            String before = told.put(plugin.at("id").text(), now);
            if (!now.equals(before)) {
                lines.add(line(plugin, before == null, copy == null ? -1 : nowMillis - copy.since()));
                lines.addAll(hints(plugin));
            }
            if (copy != null) {
                pending.remove(plugin.at("jar").text());
            }
        }
        return lines;
    }

    private static String line(Json plugin, boolean first, long millis) {
        StringBuilder line = new StringBuilder(Words.safe(plugin.at("id").text()))
                .append(first ? " " + Words.safe(plugin.at("version").text()) + " " : " changed → ")
                .append(Words.safe(plugin.at("state").text()));
        if (millis >= 0) {
            line.append(" in ").append(millis).append(" ms");
        }
        String why = plugin.at("why").elements().stream()
                .map(each -> each.at("problem").text())
                .findFirst()
                .orElse("");
        return line.append(why.isEmpty() ? "" : ": " + Printable.line(why)).toString();
    }

    private static List<String> hints(Json plugin) {
        return plugin.at("why").elements().stream()
                .map(each -> each.at("hint").text())
                .filter(hint -> !hint.isEmpty())
                .map(hint -> "    " + Printable.line(hint))
                .toList();
    }
}

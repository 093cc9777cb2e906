// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one durable handler saw, by its journal.
 *
 * @param positions by event id, in the order in which they were seen first
 * @param again events seen in an earlier run of the plugin and once more in this one, per run
 * @param versions the plugin's versions that handled something
 * @param lines deliveries in all
 */
record Seen(Map<String, Long> positions, List<Integer> again, Set<String> versions, long lines) {

    static Seen read(Path journal) throws IOException {
        Map<String, Long> positions = new LinkedHashMap<>();
        List<Integer> again = new ArrayList<>();
        Set<String> versions = new TreeSet<>();
        int repeated = 0;
        long lines = 0;
        boolean begun = false;
        String text = Files.readString(journal);
        // A kill may cut a line anywhere: that event was not handled.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
            if (line.startsWith("# ")) {
                if (begun) {
                    again.add(repeated);
                }
                begun = true;
                repeated = 0;
                continue;
            }
            String[] words = line.split(" ", -1);
            if (words.length != 3 || words[2].isEmpty()) {
                continue;
            }
            lines++;
            versions.add(words[2]);
            if (positions.putIfAbsent(words[1], Long.parseLong(words[0])) != null) {
                repeated++;
            }
        }
        again.add(repeated);
        return new Seen(positions, again, versions, lines);
    }

    /** Events that one publisher's later event was seen before, first sight counted. */
    List<String> inversions() {
        Map<String, Long> last = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        positions.forEach((id, position) -> {
            String key = id.substring(0, id.lastIndexOf('-'));
            Long before = last.put(key, position);
            if (before != null && before >= position) {
                wrong.add(id + " at " + position + " was first seen after position " + before + " of its key");
            }
        });
        return wrong;
    }

    /** The most events seen again after one start. */
    int mostAgain() {
        return again.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}

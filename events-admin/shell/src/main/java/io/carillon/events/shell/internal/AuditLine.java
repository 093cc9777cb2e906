// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.util.List;
import java.util.stream.Collectors;

/** A command as the log may keep it: what was done to what, without payloads and secrets. */
final class AuditLine {

    private static final int MAX_LENGTH = 1_000;

    private AuditLine() {}

    static String of(List<String> words) {
        StringBuilder line = new StringBuilder();
        boolean payload = false;
        for (String word : words) {
            line.append(line.isEmpty() ? "" : " ").append(payload ? "…" : redacted(word));
            payload = word.equals("--data");
        }
        return Printable.shortened(line.toString(), MAX_LENGTH);
    }

    private static String redacted(String word) {
        int equals = word.indexOf('=');
        if (equals >= 0) {
            return word.substring(0, equals + 1) + "…";
        }
        return word.startsWith("car_") ? secretless(word) : word;
    }

    /** A token by its public part. */
    private static String secretless(String token) {
        return List.of(token.split("_", 3)).stream().limit(2).collect(Collectors.joining("_")) + "_…";
    }
}

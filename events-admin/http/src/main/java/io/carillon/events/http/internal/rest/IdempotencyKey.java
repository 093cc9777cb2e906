// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a caller calls one publish, to be able to repeat it. The id of the event follows from it and the caller, so that the
 * log itself remembers the key, however long and wherever the repeat comes.
 */
final class IdempotencyKey {

    private static final int MAX_LENGTH = 255;
    private static final String HEADER = "Idempotency-Key";
    private static final int ID_BYTES = 16;

    private IdempotencyKey() {}

    /** The id that a call's key stands for; empty when it has none. */
    static Optional<String> id(Call call) {
        return call.header(HEADER)
                .map(IdempotencyKey::unquoted)
                .map(key -> id(call.principal().orElseThrow().name(), key));
    }

    /** Refuses a key where events have ids of their own. */
    static void refuse(Call call) {
        if (call.header(HEADER).isPresent()) {
            throw Parameters.bad(HEADER, "is for one plain event without an id; an id makes a repeat safe by itself");
        }
    }

    private static String id(String caller, String key) {
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw Parameters.bad(HEADER, "must have 1 to " + MAX_LENGTH + " characters, got " + key.length());
        }
        byte[] text = (caller.length() + ":" + caller + key).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
            return "key-" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String unquoted(String key) {
        boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.json.JsonBinding;
import io.carillon.events.store.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** How documents about subscriptions are named and written. */
public final class DocumentKey {

    /** Index by which the documents of one subscription are found. */
    static final String SUBSCRIPTION = "subscription";

    private static final JsonBinding JSON = new JsonBinding(DocumentKey.class.getClassLoader());
    /** Leaves room for a position behind a name. */
    private static final int LONGEST = 200;

    private DocumentKey() {}

    /** The name of a subscription as a key; one that is too long is cut and told apart by its hash. */
    public static String of(String subscription) {
        if (subscription.length() <= LONGEST) {
            return subscription;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(subscription.getBytes(StandardCharsets.UTF_8));
            return subscription.substring(0, LONGEST - 65) + "#" + Hash.of(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A position of a subscription as a key, in the order of positions. */
    static String of(String subscription, long position) {
        return of(subscription) + "@" + "%020d".formatted(position);
    }

    /** The first line of a cause, within what a document about many of them may hold. */
    static String shorten(String cause) {
        String line = cause.lines().findFirst().orElse("");
        return line.length() <= 500 ? line : line.substring(0, 500) + "…";
    }

    /** A value as the text of a document. */
    public static String json(Record value) {
        return new String(JSON.encode(value), StandardCharsets.UTF_8);
    }

    /** The value a document holds. */
    public static <T extends Record> T read(String json, Class<T> type) {
        return JSON.bind(json.getBytes(StandardCharsets.UTF_8), type);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.Map;

/**
 * A JSON document that a bundle of the host keeps beside the log.
 *
 * @param collection whose it is, for instance {@code webhooks}
 * @param key identity in the collection, 1 to {@value #MAX_KEY} characters
 * @param json the text, at most {@value #MAX_JSON} characters
 * @param revision how often it was put, from 1
 * @param index values it can be looked up by; an immutable map of at most {@value #MAX_INDEXED}
 */
public record Document(String collection, String key, String json, long revision, Map<String, String> index) {

    /** The longest key, in characters. */
    public static final int MAX_KEY = 256;

    /** The longest text, in characters. */
    public static final int MAX_JSON = 1024 * 1024;

    /** The most indexed values. */
    public static final int MAX_INDEXED = 8;

    public Document {
        index = checkIndex(index);
        if (key.isEmpty() || key.length() > MAX_KEY || json.length() > MAX_JSON) {
            throw new IllegalArgumentException("document " + collection + "/" + key + " breaks a limit: key "
                    + key.length() + " of " + MAX_KEY + ", text " + json.length() + " of " + MAX_JSON + " characters");
        }
    }

    static Map<String, String> checkIndex(Map<String, String> index) {
        if (index.size() > MAX_INDEXED) {
            throw new IllegalArgumentException(
                    "at most " + MAX_INDEXED + " values of a document are indexed, got " + index.size());
        }
        return Map.copyOf(index);
    }
}

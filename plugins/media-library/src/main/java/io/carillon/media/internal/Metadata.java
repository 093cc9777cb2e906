// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about itself. Every part may be missing.
 *
 * @param durationMs playing time in milliseconds
 * @param width pixels
 * @param height pixels
 * @param tags everything else worth telling, at most {@value #MAX_TAGS}; an unmodifiable map in the file's order
 * @param error why nothing, or not everything, could be read
 */
record Metadata(
        @Nullable String title,
        @Nullable String artist,
        @Nullable String album,
        @Nullable Long durationMs,
        @Nullable Integer width,
        @Nullable Integer height,
        Map<String, String> tags,
        @Nullable String error) {

    static final int MAX_TAGS = 64;
    static final int MAX_NAME = 80;
    static final int MAX_TEXT = 500;

    Metadata {
        title = text(title);
        artist = text(artist);
        album = text(album);
        durationMs = durationMs == null || durationMs < 0 ? null : durationMs;
        width = width == null || width < 0 ? null : width;
        height = height == null || height < 0 ? null : height;
        tags = bounded(tags);
        error = text(error);
    }

    /** Nothing known, and no reason to expect more. */
    static Metadata none() {
        return new Metadata(null, null, null, null, null, null, Map.of(), null);
    }

    /** Nothing known, because of {@code error}. */
    static Metadata unreadable(String error) {
        return new Metadata(null, null, null, null, null, null, Map.of(), error);
    }

    private static Map<String, String> bounded(Map<String, String> tags) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            String name = PlainText.of(tag.getKey(), MAX_NAME);
            String value = PlainText.of(tag.getValue(), MAX_TEXT);
            if (!name.isEmpty() && !value.isEmpty() && kept.size() < MAX_TAGS) {
                kept.put(name, value);
            }
        }
        return Collections.unmodifiableMap(kept);
    }

    private static @Nullable String text(@Nullable String raw) {
        String clean = raw == null ? "" : PlainText.of(raw, MAX_TEXT);
        return clean.isEmpty() ? null : clean;
    }
}

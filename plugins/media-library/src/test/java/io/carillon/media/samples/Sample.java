// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.samples;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A media file that was made, with what is in it.
 *
 * @param durationMs playing time in milliseconds, {@code null} for images; encoders pad it by up to 0.1 s
 * @param width pixels, {@code null} for sounds
 * @param height pixels, {@code null} for sounds
 */
public record Sample(
        Path path,
        String mimeType,
        String kind,
        @Nullable String title,
        @Nullable String artist,
        @Nullable String album,
        @Nullable Long durationMs,
        @Nullable Integer width,
        @Nullable Integer height) {}

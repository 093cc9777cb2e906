// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What tells whether a file changed without reading it.
 *
 * @param size bytes
 * @param modified microseconds since 1970, UTC
 */
record Stamp(long size, long modified) {

    static Stamp of(BasicFileAttributes attributes) {
        return new Stamp(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS));
    }

    static Stamp parse(String text) {
        int dot = text.indexOf('.');
        return new Stamp(
                Long.parseLong(text.substring(0, dot), Character.MAX_RADIX),
                Long.parseLong(text.substring(dot + 1), Character.MAX_RADIX));
    }

    /** Whether the file was written less than {@code millis} before {@code now}. Times in the future are not young. */
    boolean isYoung(Instant now, long millis) {
        long age = now.toEpochMilli() - TimeUnit.MICROSECONDS.toMillis(modified);
        return age >= 0 && age < millis;
    }

    /** Letters, digits, {@code -} and one dot. */
    @Override
    public String toString() {
        return Long.toString(size, Character.MAX_RADIX) + "." + Long.toString(modified, Character.MAX_RADIX);
    }
}

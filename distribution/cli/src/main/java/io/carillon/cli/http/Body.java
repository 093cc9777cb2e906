// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is sent with a request.
 *
 * @param length in bytes, {@value #UNKNOWN} when only its end will tell
 * @param source opened once
 */
public record Body(long length, Source source) {

    /** Length of what goes out in chunks. */
    static final long UNKNOWN = -1;

    /** Nothing. */
    static final Body NONE = new Body(0, InputStream::nullInputStream);

    /** Where the bytes come from. */
    @FunctionalInterface
    public interface Source {

        InputStream open() throws IOException;
    }

    /** Bytes that are there. */
    static Body of(byte[] bytes) {
        return new Body(bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /** A whole file. */
    public static Body of(Path file) throws IOException {
        return new Body(Files.size(file), () -> Files.newInputStream(file));
    }

    /** Whatever comes, up to its end. */
    public static Body of(Source source) {
        return new Body(UNKNOWN, source);
    }
}

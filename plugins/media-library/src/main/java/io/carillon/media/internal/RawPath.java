// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A path below a library's root that keeps every byte of its names, also where they are no valid text: percent-encoded as
 * in a {@code file:} URI, separated by {@code /}.
 *
 * @param raw the encoded path, empty for the root itself
 */
record RawPath(String raw) {

    /** The path of {@code file}, which is {@code root} or below it. Both are absolute. */
    static RawPath of(Path root, Path file) {
        String from = encoded(root);
        String to = encoded(file);
        return new RawPath(to.length() <= from.length() ? "" : to.substring(from.length() + 1));
    }

    /** The last name, encoded. */
    String name() {
        return raw.substring(raw.lastIndexOf('/') + 1);
    }

    /** The path without its last name. */
    RawPath folder() {
        return new RawPath(raw.substring(0, Math.max(0, raw.lastIndexOf('/'))));
    }

    /** The path of something in this folder. */
    RawPath resolve(String name) {
        return new RawPath(raw.isEmpty() ? name : raw + "/" + name);
    }

    /** The path in the file system. */
    Path under(Path root) {
        return Path.of(URI.create("file://" + encoded(root) + "/" + raw));
    }

    /** A path as text, whatever the platform's encoding: UTF-8, with U+FFFD for what is not. */
    static String text(Path path) {
        String encoded = encoded(path);
        return encoded.isEmpty() ? "/" : decoded(encoded);
    }

    /** This path below {@code root} as text. */
    String textUnder(Path root) {
        return decoded(encoded(root) + "/" + raw);
    }

    static String decoded(String encoded) {
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length) {
                plain.write(Character.digit(bytes[i + 1], 16) << 4 | Character.digit(bytes[i + 2], 16));
                i += 2;
            } else {
                plain.write(bytes[i]);
            }
        }
        return plain.toString(StandardCharsets.UTF_8);
    }

    private static String encoded(Path path) {
        String uri = path.toUri().getRawPath();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A folder of media files under a name.
 *
 * @param name 1 to {@value #MAX_NAME} letters, digits, {@code .}, {@code _} and {@code -}, beginning with a letter or
 *     digit; it is the library's id in events
 * @param root absolute path of the folder
 */
record Library(String name, Path root) {

    static final int MAX_NAME = 64;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    Library {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a library's name has 1 to " + MAX_NAME
                    + " letters, digits, '.', '_' and '-' and begins with a letter or digit, got \"" + name + "\"");
        }
        if (!root.isAbsolute()) {
            throw new IllegalArgumentException(
                    "the folder of library " + name + " must be an absolute path, got \"" + root + "\"");
        }
        root = root.normalize();
    }

    /** The library {@code name=path} describes. */
    static Library parse(String text) {
        int sign = text.indexOf('=');
        if (sign < 1 || sign == text.length() - 1) {
            throw new IllegalArgumentException("a library is configured as name=path, got \"" + text + "\"");
        }
        return of(text.substring(0, sign).trim(), text.substring(sign + 1).trim());
    }

    static Library of(String name, String path) {
        return new Library(name, Path.of(path));
    }

    /** Identity of a file in events: the same for the same path below the root, for ever. */
    String mediaId(RawPath file) {
        return Checksum.ofName(name + "/" + file.raw());
    }
}

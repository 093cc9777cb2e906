// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells whether a library's folder is there at all, so that a missing disk is not taken for removed files. */
final class RootFolder {

    /** The library's folder is not there. */
    static final class AwayException extends Exception {
        private static final long serialVersionUID = 1L;

        AwayException(String text) {
            super(text);
        }
    }

    private final Path path;

    RootFolder(Path path) {
        this.path = path;
    }

    /** Whether two paths lead to one folder; while nothing is there, whether they are the same. */
    static boolean isSame(Path one, Path other) {
        return real(one).equals(real(other));
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.normalize();
        }
    }

    /** Identity of the folder in its file system, {@code null} where the platform has none. */
    @Nullable
    String identity() throws AwayException {
        Object key = attributes().fileKey();
        return key == null ? null : key.toString();
    }

    /**
     * Checks that the folder is there and is not merely the empty place where a disk is mounted.
     *
     * @param known its identity at the last scan, {@code null} before the first
     * @throws AwayException if it is not there, cannot be read, or is empty and another one than it was
     */
    void require(@Nullable String known) throws AwayException {
        String now = identity();
        if (known == null || known.equals(now)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            if (!entries.iterator().hasNext()) {
                throw new AwayException(
                        "the folder " + path + " is empty and is not the one it was; is its disk mounted?");
            }
        } catch (IOException e) {
            throw new AwayException("the folder " + path + " cannot be read: " + e);
        }
    }

    private BasicFileAttributes attributes() throws AwayException {
        Optional<BasicFileAttributes> found;
        try {
            found = Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (IOException e) {
            throw new AwayException("the folder " + path + " is not there: " + e);
        }
        return found.filter(BasicFileAttributes::isDirectory)
                .orElseThrow(() -> new AwayException(path + " is not a folder"));
    }
}

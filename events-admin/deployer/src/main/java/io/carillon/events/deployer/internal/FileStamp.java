// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another without reading it. Links are not followed.
 *
 * @param kind what it is
 * @param size bytes
 * @param modified when its content changed
 * @param changed when its content, name or rights changed; {@code modified} where the file system does not say
 * @param key identity of the file itself, {@code null} where the file system has none
 */
record FileStamp(
        Kind kind,
        long size,
        Instant modified,
        Instant changed,
        @Nullable Object key) {

    /** What a directory entry is. */
    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        SPECIAL
    }

    /** Reads the stamp of what is at the path. */
    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Instant modified = found.lastModifiedTime().toInstant();
        Instant changed = path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? ((FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant()
                : modified;
        return new FileStamp(kind(found), found.size(), modified, changed, found.fileKey());
    }

    /** Whether it may be a state of the same file, or of a copy of it, under another name. */
    boolean mayBe(FileStamp other) {
        return key != null && key.equals(other.key) || size == other.size;
    }

    private static Kind kind(BasicFileAttributes found) {
        if (found.isSymbolicLink()) {
            return Kind.LINK;
        }
        if (found.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return found.isRegularFile() ? Kind.FILE : Kind.SPECIAL;
    }
}

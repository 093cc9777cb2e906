// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a started host says of itself in {@code data/run/ready.json}; only to be believed while the lock is held.
 *
 * @param url where it listens
 * @param version its version
 * @param store kind of its store
 */
record ReadyFile(String url, String version, String store) {

    private static final int MAX_BYTES = 64 * 1024;

    /** Reads the file; empty while the host is starting. */
    static Optional<ReadyFile> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new LaunchException(Exit.INVALID, file + " is not a ready file: it is too large", "");
            }
            String json = Files.readString(file);
            return Optional.of(new ReadyFile(field(json, "url"), field(json, "version"), field(json, "store")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LaunchException(
                    Exit.NOT_ALLOWED, "cannot read " + file + ": " + e, "use the account that runs the host", e);
        }
    }

    /** A text of a flat object that the host wrote itself. */
    private static String field(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]*)\"").matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }
}

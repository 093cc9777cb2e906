// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** {@code ready.json}: complete or not there, access for the host's account only. */
final class ReadyFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    ReadyFile(Path directory) {
        this.file = directory.resolve("ready.json");
    }

    void write(long pid, String url, String version, String store) throws IOException {
        byte[] content = JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("pid", pid)
                .put("url", url)
                .put("version", version)
                .put("store", store));
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path next = file.resolveSibling("ready.json.new");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, content, StandardOpenOption.WRITE);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}

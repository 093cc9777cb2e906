// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where the socket is: {@code data/run/shell.sock}. The system allows about 100 bytes; a longer path is replaced by one in a
 * private folder under the temporary directory, and published in {@code data/run/shell.path}.
 *
 * @param path the socket
 * @param published file with the path, {@code null} when clients know it
 */
record SocketFile(Path path, @Nullable Path published) {

    /** The longest path of a socket, in bytes. */
    static final int MAX_BYTES = 100;

    /**
     * Makes the place ready.
     *
     * @param run the private directory {@code data/run}
     * @param temporary parent of the replacement
     */
    static SocketFile prepare(Path run, Path temporary) throws IOException {
        Files.createDirectories(run);
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
        Path socket = run.resolve("shell.sock");
        Path published = run.resolve("shell.path");
        Files.deleteIfExists(socket);
        if (Files.exists(published)) {
            new SocketFile(Path.of(Files.readString(published)), published).remove();
        }
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
            return new SocketFile(socket, null);
        }
        Path folder = Files.createTempDirectory(
                temporary,
                "carillon-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path elsewhere = folder.resolve("shell.sock");
        if (elsewhere.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            Files.delete(folder);
            throw new IOException("the temporary directory's path is too long for a socket: " + elsewhere);
        }
        return new SocketFile(elsewhere, published);
    }

    /** Lets nobody but the owner connect, and tells clients where. */
    void publish() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        if (published != null) {
            Path draft = published.resolveSibling("shell.path.new");
            Files.writeString(draft, path.toString());
            Files.move(draft, published, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    void remove() throws IOException {
        Files.deleteIfExists(path);
        if (published != null) {
            Files.deleteIfExists(published);
            Path folder = path.getParent();
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        }
    }
}

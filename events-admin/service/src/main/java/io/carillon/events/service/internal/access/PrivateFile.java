// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One JSON document on disk with access for the host's account only, replaced as a whole: a power cut leaves the old
 * document or the new one, never a mixture. Its member {@code version} says the form.
 */
final class PrivateFile {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final int version;
    private final String content;

    /**
     * Makes the directory if need be.
     *
     * @param version newest form that is read, and the one that is written
     * @param content what is kept, for texts, for instance {@code tokens}
     */
    PrivateFile(Path directory, String name, int version, String content) {
        this.file = directory.resolve(name);
        this.version = version;
        this.content = content;
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, OWNER_DIRECTORY);
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the directory for " + content + ", " + directory + ", cannot be made private", e);
        }
    }

    /**
     * The document; nothing when there is no file yet.
     *
     * @param reader takes the document and its version
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalStateException if it is not in its form; it is left as it is
     */
    <T> List<T> read(BiFunction<JsonNode, Integer, List<T>> reader) {
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            JsonNode document = JSON.readTree(Files.readAllBytes(file));
            int found = document.path("version").asInt();
            if (found < 1 || found > version) {
                throw new IllegalStateException(file + " has version " + document.path("version")
                        + ", this host reads up to " + version
                        + "; use the host that wrote it, or move the file away to start without " + content);
            }
            return reader.apply(document, found);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalStateException(
                    file + " is damaged; put a backup in its place, or move it away to start without " + content, e);
        } catch (IOException e) {
            throw new UncheckedIOException("the " + content + " in " + file + " cannot be read", e);
        }
    }

    /** A document to fill and {@link #write}. */
    ObjectNode document() {
        return JSON.createObjectNode().put("version", version);
    }

    /**
     * Replaces the document; on stable storage when this returns.
     *
     * @throws UncheckedIOException if it cannot be kept; the old one is still there
     */
    void write(ObjectNode document) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            replace(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document));
        } catch (IOException e) {
            throw new UncheckedIOException("the " + content + " cannot be kept in " + file, e);
        }
    }

    private void replace(Path next, byte[] bytes) throws IOException {
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(
                next,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(next.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}

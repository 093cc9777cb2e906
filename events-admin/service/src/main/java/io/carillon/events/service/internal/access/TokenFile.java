// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Token;
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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens on disk: {@code tokens.json}, access for the host's account only, replaced as a whole.
 *
 * <p>Form, version 1: {@code {"version":1,"tokens":[{"id","name","role","created","expires","lastUsed","sha256"}]}}. A
 * power cut leaves the old file or the new one, never a mixture.
 */
final class TokenFile {

    private static final int VERSION = 1;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    /** Makes the directory if need be. */
    TokenFile(Path directory) {
        this.file = directory.resolve("tokens.json");
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, OWNER_DIRECTORY);
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for tokens, " + directory + ", cannot be made private", e);
        }
    }

    /**
     * All tokens; none when there is no file yet.
     *
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalStateException if it is not in its form; it is left as it is
     */
    List<StoredToken> read() {
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            JsonNode document = JSON.readTree(Files.readAllBytes(file));
            if (document.path("version").asInt() != VERSION) {
                throw new IllegalStateException(file + " has version " + document.path("version") + ", this host reads "
                        + VERSION + "; use the host that wrote it, or move the file away to start without tokens");
            }
            List<StoredToken> tokens = new ArrayList<>();
            for (JsonNode node : document.path("tokens")) {
                tokens.add(token(node));
            }
            return tokens;
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalStateException(
                    file + " is damaged; put a backup in its place, or move it away to start without tokens", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the tokens in " + file + " cannot be read", e);
        }
    }

    private static StoredToken token(JsonNode node) {
        String lastUsed = node.path("lastUsed").asText("");
        Token token = new Token(
                node.path("id").asText(),
                node.path("name").asText(),
                Role.valueOf(node.path("role").asText()),
                Instant.parse(node.path("created").asText()),
                Instant.parse(node.path("expires").asText()),
                lastUsed.isEmpty() ? null : Instant.parse(lastUsed));
        return new StoredToken(
                token, HexFormat.of().parseHex(node.path("sha256").asText()));
    }

    /**
     * Replaces all tokens; on stable storage when this returns.
     *
     * @throws UncheckedIOException if they cannot be kept; the old ones are still there
     */
    void write(Collection<StoredToken> tokens) {
        ObjectNode document = JSON.createObjectNode().put("version", VERSION);
        ArrayNode array = document.putArray("tokens");
        for (StoredToken stored : tokens) {
            Token token = stored.token();
            array.addObject()
                    .put("id", token.id())
                    .put("name", token.name())
                    .put("role", token.role().name())
                    .put("created", token.created().toString())
                    .put("expires", token.expires().toString())
                    .put("lastUsed", text(token.lastUsed()))
                    .put("sha256", HexFormat.of().formatHex(stored.hash()));
        }
        Path next = file.resolveSibling("tokens.json.new");
        try {
            replace(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document));
        } catch (IOException e) {
            throw new UncheckedIOException("the tokens cannot be kept in " + file, e);
        }
    }

    private void replace(Path next, byte[] content) throws IOException {
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(
                next,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
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

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.Token;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The tokens on disk: {@code tokens.json}.
 *
 * <p>Form, version 2: {@code {"version":2,"tokens":[{"id","name","role","scopes","types","tenants","user","owner",
 * "created","expires","lastUsed","sha256"}]}}. Version 1 had neither limits nor owners: its tokens have all rights of
 * their role.
 */
final class TokenFile {

    private static final int VERSION = 2;

    private final PrivateFile file;

    /** Makes the directory if need be. */
    TokenFile(Path directory) {
        this.file = new PrivateFile(directory, "tokens.json", VERSION, "tokens");
    }

    /** All tokens; see {@link PrivateFile#read} for what can go wrong. */
    List<StoredToken> read() {
        return file.read((document, version) ->
                items(document.path("tokens")).map(node -> token(node, version)).toList());
    }

    private static StoredToken token(JsonNode node, int version) {
        Role role = Role.valueOf(node.path("role").asText());
        String lastUsed = node.path("lastUsed").asText("");
        Set<Scope> scopes = version == 1
                ? role.scopes()
                : texts(node.path("scopes")).map(Scope::parse).collect(Collectors.toSet());
        Token token = new Token(
                node.path("id").asText(),
                node.path("name").asText(),
                role,
                scopes,
                texts(node.path("types")).map(TypePattern::new).toList(),
                texts(node.path("tenants")).collect(Collectors.toSet()),
                node.path("user").isTextual() ? node.path("user").asText() : null,
                node.path("owner").asText("unknown"),
                Instant.parse(node.path("created").asText()),
                Instant.parse(node.path("expires").asText()),
                lastUsed.isEmpty() ? null : Instant.parse(lastUsed));
        return new StoredToken(
                token, HexFormat.of().parseHex(node.path("sha256").asText()));
    }

    /** Replaces all tokens; see {@link PrivateFile#write}. */
    void write(Collection<StoredToken> tokens) {
        ObjectNode document = file.document();
        for (StoredToken stored : tokens) {
            Token token = stored.token();
            ObjectNode node = document.withArray("tokens")
                    .addObject()
                    .put("id", token.id())
                    .put("name", token.name())
                    .put("role", token.role().name())
                    .put("user", token.user())
                    .put("owner", token.owner())
                    .put("created", token.created().toString())
                    .put("expires", token.expires().toString())
                    .put("lastUsed", text(token.lastUsed()))
                    .put("sha256", HexFormat.of().formatHex(stored.hash()));
            token.scopes().forEach(scope -> node.withArray("scopes").add(scope.text()));
            token.types().forEach(type -> node.withArray("types").add(type.text()));
            token.tenants().forEach(tenant -> node.withArray("tenants").add(tenant));
        }
        file.write(document);
    }

    static Stream<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static Stream<String> texts(JsonNode array) {
        return items(array).map(JsonNode::asText);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.User;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The users on disk: {@code users.json}.
 *
 * <p>Form, version 1: {@code {"version":1,"users":[{"name","role","types","tenants","disabled","created","lastLogin",
 * "password"}]}}, passwords as {@link PasswordHash} says.
 */
final class UserFile {

    private static final int VERSION = 1;

    private final PrivateFile file;

    /** Makes the directory if need be. */
    UserFile(Path directory) {
        this.file = new PrivateFile(directory, "users.json", VERSION, "users");
    }

    /** All users; see {@link PrivateFile#read} for what can go wrong. */
    List<StoredUser> read() {
        return file.read((document, version) ->
                TokenFile.items(document.path("users")).map(UserFile::user).toList());
    }

    private static StoredUser user(JsonNode node) {
        String lastLogin = node.path("lastLogin").asText("");
        User user = new User(
                node.path("name").asText(),
                Role.valueOf(node.path("role").asText()),
                TokenFile.texts(node.path("types")).map(TypePattern::new).toList(),
                TokenFile.texts(node.path("tenants")).collect(Collectors.toSet()),
                node.path("disabled").asBoolean(),
                Instant.parse(node.path("created").asText()),
                lastLogin.isEmpty() ? null : Instant.parse(lastLogin));
        return new StoredUser(user, PasswordHash.parse(node.path("password").asText()));
    }

    /** Replaces all users; see {@link PrivateFile#write}. */
    void write(Collection<StoredUser> users) {
        ObjectNode document = file.document();
        for (StoredUser stored : users) {
            User user = stored.user();
            ObjectNode node = document.withArray("users")
                    .addObject()
                    .put("name", user.name())
                    .put("role", user.role().name())
                    .put("disabled", user.disabled())
                    .put("created", user.created().toString())
                    .put("password", stored.password().text());
            if (user.lastLogin() != null) {
                node.put("lastLogin", user.lastLogin().toString());
            }
            user.types().forEach(type -> node.withArray("types").add(type.text()));
            user.tenants().forEach(tenant -> node.withArray("tenants").add(tenant));
        }
        file.write(document);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import io.carillon.cli.output.Json;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The hosts a person works with: {@code carillon/contexts.json} in the configuration directory of the account, for that
 * account only, because it holds tokens.
 */
public final class Contexts {

    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final Path file;
    private final TreeMap<String, Context> all = new TreeMap<>();
    private String current = "";

    /**
     * One host.
     *
     * @param token may be empty
     * @param ca file of the certificates to trust over TLS; may be empty
     */
    public record Context(String url, String token, String ca) {

        /** Without the token. */
        @Override
        public String toString() {
            return url;
        }
    }

    private Contexts(Path file) {
        this.file = file;
    }

    /** Reads the file of this account; empty when there is none. */
    public static Contexts of(Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path base = configured.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config")
                : Path.of(configured);
        Contexts contexts = new Contexts(base.resolve("carillon").resolve("contexts.json"));
        contexts.read();
        return contexts;
    }

    private void read() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            if (posix() && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new Failure(
                        Exit.NOT_ALLOWED,
                        "others may read " + file + ", which holds tokens",
                        "chmod 600 " + file + " — and make new tokens if others did read it");
            }
            Json json = Json.parse(Files.readAllBytes(file));
            json.at("contexts")
                    .members()
                    .forEach((name, context) -> all.put(
                            name,
                            new Context(
                                    context.at("url").text(),
                                    context.at("token").text(),
                                    context.at("ca").text())));
            current = json.at("current").text();
        } catch (IOException e) {
            throw new Failure(
                    Exit.INVALID, "cannot read " + file + ": " + e.getMessage(), "correct or remove the file", e);
        }
    }

    public Map<String, Context> all() {
        return Map.copyOf(all);
    }

    /** Name of the one in use; empty for none. */
    public String currentName() {
        return current;
    }

    /** The one in use. */
    public Optional<Context> current() {
        return Optional.ofNullable(all.get(current));
    }

    /** One by its name. */
    public Context get(String name) {
        Context found = all.get(name);
        if (found == null) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    "there is no context \"" + Printable.line(name) + "\"",
                    all.isEmpty()
                            ? "carillon context add " + Printable.line(name) + " URL"
                            : "one of " + String.join(", ", all.keySet()));
        }
        return found;
    }

    public void put(String name, Context context) {
        all.put(name, context);
        write();
    }

    /** Uses one from now on; empty for the host on this machine. */
    public void use(String name) {
        current = name;
        write();
    }

    public void remove(String name) {
        get(name);
        all.remove(name);
        current = current.equals(name) ? "" : current;
        write();
    }

    private void write() {
        Map<String, Object> contexts = new LinkedHashMap<>();
        all.forEach((name, context) ->
                contexts.put(name, Map.of("url", context.url(), "token", context.token(), "ca", context.ca())));
        Json json = Json.of(Map.of("current", current, "contexts", contexts));
        try {
            Path directory = file.resolveSibling("");
            Files.createDirectories(directory, mode("rwx------"));
            Path next = Files.createTempFile(directory, "contexts", ".tmp", mode("rw-------"));
            try {
                Files.writeString(next, json.pretty() + "\n");
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            throw new Failure(Exit.FAILED, "cannot write " + file + ": " + e, "make the directory writable", e);
        }
    }

    private boolean posix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private FileAttribute<?>[] mode(String permissions) {
        return posix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}

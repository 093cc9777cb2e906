// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A log and what lets one in.
 *
 * @param url as in store.url
 * @param dataDirectory that relative names of files begin in
 * @param properties of the store, with user and password
 */
public record LogAddress(String url, Path dataDirectory, Map<String, String> properties) {

    private static final String READER = "io.carillon.events.service.internal.settings.OfflineOptions";
    private static final String POSTGRESQL = "postgresql:";
    private static final Pattern USER = Pattern.compile("(user|password)(=.*)?", Pattern.DOTALL);

    public LogAddress {
        properties = Map.copyOf(properties);
    }

    /**
     * That of the settings of this machine.
     *
     * @throws Failure if they are wrong
     */
    public static LogAddress configured(Bundles bundles, Directories directories, Map<String, String> environment) {
        @SuppressWarnings("unchecked") // the reader's own type, which is not on this class path
        BiFunction<Map<String, String>, String, Map<String, Object>> reader = bundles.make(READER, BiFunction.class);
        Map<String, Object> read = reader.apply(environment, "carillon.store");
        List<?> errors = (List<?>) Objects.requireNonNull(read.get("errors"));
        if (!errors.isEmpty()) {
            throw new Failure(
                    Exit.INVALID,
                    "the settings of the store are wrong: " + errors.get(0),
                    "carillon config check tells them all");
        }
        Map<?, ?> values = (Map<?, ?>) Objects.requireNonNull(read.get("values"));
        Map<String, String> properties = new LinkedHashMap<>();
        for (String pair : texts(values.get("properties"))) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new Failure(
                        Exit.INVALID,
                        "store.properties are NAME=VALUE each",
                        "see: carillon config explain store.properties");
            }
            properties.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        for (String name : List.of("user", "password")) {
            texts(values.get(name)).stream()
                    .filter(text -> !text.isEmpty())
                    .forEach(text -> properties.put(name, text));
        }
        return new LogAddress(String.join("", texts(values.get("url"))), directories.data(), properties);
    }

    private static List<String> texts(@org.jspecify.annotations.Nullable Object value) {
        if (value instanceof Object[] several) {
            List<String> texts = new ArrayList<>();
            for (Object each : several) {
                texts.add(String.valueOf(each));
            }
            return texts;
        }
        if (value instanceof List<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return value == null ? List.of() : List.of(value.toString());
    }

    /** Another one, with the user, password and properties of this where it is in PostgreSQL and names no user itself. */
    public LogAddress other(String named) {
        boolean server = named.startsWith(POSTGRESQL);
        return new LogAddress(named, dataDirectory, server && !namesUser(named) ? properties : Map.of());
    }

    private static boolean namesUser(String url) {
        try {
            URI parsed = URI.create(url);
            String query = Objects.requireNonNullElse(parsed.getRawQuery(), "");
            return parsed.getRawUserInfo() != null || ("&" + query).contains("&user=");
        } catch (IllegalArgumentException e) {
            return false; // whoever opens it says what is wrong with it
        }
    }

    /** Whether it is in a file. */
    public boolean isFile() {
        return url.startsWith(StoreFile.SCHEME);
    }

    /** Whether it ends with its process. */
    public boolean isMemory() {
        return url.startsWith("memory:");
    }

    /** Whether there is an engine for it here. */
    public boolean isKnown() {
        return isFile() || url.startsWith(POSTGRESQL);
    }

    /**
     * Refuses to look into a file as another account than the one whose folder it is in: what is made beside it, a host could
     * not open.
     *
     * @param command that was given, without {@code carillon}
     */
    public void mustBeOf(Account account, String command) throws IOException {
        if (isFile()) {
            account.mustOwn(Path.of(shown()).resolveSibling(""), command);
        }
    }

    /** For the bundles. */
    public Map<String, Object> options() {
        return Map.of("url", url, "dataDirectory", dataDirectory, "properties", properties);
    }

    /** For people, without user and password. */
    public String shown() {
        if (isFile()) {
            return dataDirectory
                    .resolve(url.substring(StoreFile.SCHEME.length()))
                    .normalize()
                    .toString();
        }
        return url.replaceFirst("//.*@", "//").replaceFirst("\\?.*", "");
    }

    /** As it stands in settings beside store.user and store.password. */
    public String withoutUser() {
        int begin = url.indexOf('?');
        String place = (begin < 0 ? url : url.substring(0, begin)).replaceFirst("//.*@", "//");
        String rest = begin < 0
                ? ""
                : Arrays.stream(url.substring(begin + 1).split("&", -1))
                        .filter(parameter -> !USER.matcher(parameter).matches())
                        .collect(Collectors.joining("&"));
        return rest.isEmpty() ? place : place + "?" + rest;
    }

    /** For nobody: it holds a password. */
    @Override
    public String toString() {
        return shown();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a backup holds.
 *
 * @param version of the host it was made with
 * @param created when, RFC 3339
 * @param position of the last event
 * @param files by their name in the backup, in ascending order
 */
public record Manifest(String version, String created, long position, Map<String, Content> files) {

    /** Its own name in the backup. */
    static final String NAME = "backup.json";

    /** The store in the backup. */
    static final String STORE = "store/events.db";

    private static final int FORMAT = 1;

    private static final Pattern ALLOWED =
            Pattern.compile("store/events\\.db|(?:access|config|plugins)/[^\\\\\\p{Cntrl}]+");

    /**
     * What a file holds.
     *
     * @param bytes how many
     * @param sha256 in hexadecimal digits
     */
    record Content(long bytes, String sha256) {}

    public Manifest {
        files = new TreeMap<>(files);
    }

    Json json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("version", version);
        all.put("created", created);
        all.put("position", position);
        Map<String, Object> contents = new LinkedHashMap<>();
        files.forEach(
                (name, content) -> contents.put(name, Map.of("bytes", content.bytes(), "sha256", content.sha256())));
        all.put("files", contents);
        return Json.of(all);
    }

    /**
     * Reads one.
     *
     * @throws Failure if it is none, of a later form, or names a file that a backup does not hold
     */
    static Manifest parse(byte[] text, Path of) {
        Json json;
        try {
            json = Json.parse(text);
        } catch (IOException e) {
            throw unusable(of, "its list of files cannot be read");
        }
        if (json.at("format").isNull()) {
            throw unusable(of, "its list of files does not say its form");
        }
        if (json.at("format").number() != FORMAT) {
            throw unusable(
                    of,
                    "its form is " + Printable.line(json.at("format").text()) + ", and this command reads " + FORMAT);
        }
        Map<String, Content> files = new TreeMap<>();
        json.at("files").members().forEach((name, content) -> {
            if (!ALLOWED.matcher(name).matches()
                    || !Path.of(name).normalize().toString().equals(name)) {
                throw unusable(
                        of, "it holds " + Printable.shortened(Printable.line(name), 100) + ", which no backup does");
            }
            files.put(
                    name,
                    new Content(
                            (long) content.at("bytes").number(),
                            content.at("sha256").text()));
        });
        if (!files.containsKey(STORE)) {
            throw unusable(of, "it holds no store");
        }
        return new Manifest(
                json.at("version").text(),
                json.at("created").text(),
                (long) json.at("position").number(),
                files);
    }

    static Failure unusable(Path file, String why) {
        return new Failure(
                Exit.INVALID,
                file + " cannot be restored: " + why,
                "nothing was changed; take another backup of carillon backup");
    }
}

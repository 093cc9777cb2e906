// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Printable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a backup holds. Its list has a line of JSON for this, and then one for each file, so that none has to be in memory with
 * the others.
 *
 * @param version of the host it was made with
 * @param created when, RFC 3339
 * @param position of the last event
 * @param files how many
 */
public record Manifest(String version, String created, long position, int files) {

    /** Name of the list in the backup. */
    static final String NAME = "files.jsonl";

    /** The store in the backup. */
    static final String STORE = "store/events.db";

    /** The most files that a backup may hold, the store among them. */
    static final int MOST_FILES = 100_000;

    private static final int FORMAT = 2;

    private static final Pattern ALLOWED =
            Pattern.compile("store/events\\.db|(?:access|config|plugins)(?:/(?!\\.{1,2}(?:/|$))[^/\\p{Cntrl}]+)+");

    /**
     * A file of a backup.
     *
     * @param name in the backup
     * @param bytes how many it has
     * @param sha256 in hexadecimal digits
     */
    record Content(String name, long bytes, String sha256) {

        /** A line of the list. */
        String line() {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("name", name);
            all.put("bytes", bytes);
            all.put("sha256", sha256);
            return Json.of(all).compact();
        }

        /**
         * Reads one.
         *
         * @throws Failure if it is none, or of a file that a backup does not hold
         */
        static Content parse(byte[] line, Path of) {
            Json json = json(line, of);
            String name = json.at("name").text();
            if (!isName(name)) {
                throw unusable(
                        of, "it holds " + Printable.shortened(Printable.line(name), 100) + ", which no backup does");
            }
            return new Content(
                    name, (long) json.at("bytes").number(), json.at("sha256").text());
        }
    }

    /** Whether a file of a backup may have this name; {@code \} is a part of one unless it separates folders here. */
    static boolean isName(String name) {
        return ALLOWED.matcher(name).matches() && (File.separatorChar == '/' || name.indexOf(File.separatorChar) < 0);
    }

    /** The first line of the list. */
    String line() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("version", version);
        all.put("created", created);
        all.put("position", position);
        return Json.of(all).compact();
    }

    /**
     * Reads the first line.
     *
     * @throws Failure if it is none, or of a later form
     */
    static Manifest parse(byte[] line, Path of) {
        Json json = json(line, of);
        if (json.at("format").isNull()) {
            throw unusable(of, "its list of files does not say its form");
        }
        if (json.at("format").number() != FORMAT) {
            throw unusable(
                    of,
                    "its form is " + Printable.line(json.at("format").text()) + ", and this command reads " + FORMAT);
        }
        return new Manifest(
                json.at("version").text(),
                json.at("created").text(),
                (long) json.at("position").number(),
                0);
    }

    Manifest with(int number) {
        return new Manifest(version, created, position, number);
    }

    private static Json json(byte[] line, Path of) {
        try {
            return Json.parse(line);
        } catch (IOException e) {
            throw unusable(of, "its list of files cannot be read");
        }
    }

    static Failure unusable(Path file, String why) {
        return new Failure(
                Exit.INVALID,
                file + " cannot be restored: " + why,
                "nothing was changed; take another backup of carillon backup");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One step of the schema.
 *
 * @param version from 1 without holes
 * @param checksum SHA-256 of its text, hexadecimal
 * @param statements in order
 */
record Migration(int version, String checksum, List<String> statements) {

    /** Names of the scripts, in order; the same for every engine. */
    private static final List<String> SCRIPTS = List.of("001-log.sql");

    Migration {
        statements = List.copyOf(statements);
    }

    /** All steps for an engine, in order. */
    static List<Migration> all(String engine) {
        List<Migration> all = new ArrayList<>();
        for (String script : SCRIPTS) {
            all.add(parse(all.size() + 1, read("/schema/" + engine + "/" + script)));
        }
        return List.copyOf(all);
    }

    static Migration parse(int version, String text) {
        List<String> statements = new ArrayList<>();
        for (String statement : text.split(";\n", -1)) {
            if (!statement.isBlank()) {
                statements.add(statement.strip());
            }
        }
        return new Migration(version, sha256(text), statements);
    }

    private static String read(String resource) {
        try (InputStream script = Migration.class.getResourceAsStream(resource)) {
            if (script == null) {
                throw new IllegalStateException("the bundle lacks its script " + resource);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the script " + resource, e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

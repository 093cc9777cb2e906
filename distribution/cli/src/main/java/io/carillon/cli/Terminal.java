// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The standard streams, and which of them a person sits at. Texts are UTF-8.
 *
 * @param in what the caller types or pipes
 * @param out data
 * @param err progress, hints and errors
 * @param typed whether a person types {@code in}
 * @param seen whether a person reads {@code out}
 * @param watched whether a person reads {@code err}
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err, boolean typed, boolean seen, boolean watched) {

    /** System property set by {@code bin/carillon}: which streams are terminals, of {@code i}, {@code o} and {@code e}. */
    static final String TERMINALS = "carillon.terminals";

    static Terminal ofProcess() {
        String terminals = Objects.requireNonNullElse(System.getProperty(TERMINALS), "");
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                terminals.contains("i"),
                terminals.contains("o"),
                terminals.contains("e"));
    }
}

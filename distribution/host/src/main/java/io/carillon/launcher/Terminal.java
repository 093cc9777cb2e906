// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and prints, always as UTF-8.
 *
 * @param in what the caller types
 * @param out results
 * @param err errors and hints
 * @param interactive whether a person is there to see a prompt
 */
record Terminal(BufferedReader in, PrintStream out, PrintStream err, boolean interactive) {

    /** System property set by {@code bin/carillon} when a person sits before it. */
    static final String INTERACTIVE = "carillon.interactive";

    /** The standard streams of this process. */
    static Terminal ofProcess() {
        return new Terminal(
                new BufferedReader(
                        new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8)),
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Boolean.getBoolean(INTERACTIVE));
    }

    void fail(String sentence, String hint) {
        err.println("error: " + sentence);
        if (!hint.isEmpty()) {
            err.println("  hint: " + hint);
        }
    }
}

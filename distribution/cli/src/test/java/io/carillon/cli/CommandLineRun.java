// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs commands in this process, with streams of its own. */
final class CommandLineRun {

    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private boolean typed;
    private boolean seen;
    private int most = Integer.MAX_VALUE;
    private final AtomicInteger halted = new AtomicInteger(-1);

    /** What came of it. */
    record Outcome(int exit, String out, String err) {}

    CommandLineRun(Path home) {
        environment.put("HOME", home.toString());
    }

    CommandLineRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Types or pipes this. */
    CommandLineRun input(String text) {
        input = text;
        return this;
    }

    /** A person sits at standard input. */
    CommandLineRun typed() {
        typed = true;
        return this;
    }

    /** A person reads standard output. */
    CommandLineRun seen() {
        seen = true;
        return this;
    }

    /** The code with which the process was ended in the middle of work; -1 when it was not. */
    int halted() {
        return halted.get();
    }

    /** Who reads standard output goes away after so many bytes. */
    CommandLineRun readUpTo(int bytes) {
        most = bytes;
        return this;
    }

    Outcome run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(limited(out), false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                typed,
                seen,
                false);
        int exit = new Carillon(environment, terminal, halted::set, List.of(words)).run(words);
        return new Outcome(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private OutputStream limited(OutputStream all) {
        return new FilterOutputStream(all) {
            private int written;

            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                written += length;
                if (written > most) {
                    throw new IOException("Broken pipe");
                }
                out.write(bytes, offset, length);
            }
        };
    }
}

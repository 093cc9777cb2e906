// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits one command line into words, as a POSIX shell would: blanks separate, {@code '…'} is literal, {@code "…"} knows
 * {@code \"} and {@code \\}, a backslash makes the next character literal. There are no variables, no pipes, no
 * redirection and no nesting: a line is one command and its arguments, never a program.
 */
final class CommandLine {

    /** The longest line, in characters. */
    static final int MAX_LENGTH = 64 * 1024;

    /** The most words of a line. */
    static final int MAX_WORDS = 1_000;

    private static final String SPECIAL = "|;&<>`$(){}[]";

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private CommandLine(String line) {
        this.line = line;
    }

    /**
     * The words of a line; empty for a blank line.
     *
     * @throws CommandException if a quote is open, a character would be special in another shell, or a limit is broken
     */
    static List<String> split(String line) {
        if (line.length() > MAX_LENGTH) {
            throw CommandException.usage(
                    "the line has more than " + MAX_LENGTH + " characters: " + line.length(),
                    "publish larger data by HTTP");
        }
        return List.copyOf(new CommandLine(line).words());
    }

    private List<String> words() {
        for (at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            switch (c) {
                case ' ', '\t', '\r', '\n' -> end();
                case '\'' -> literal();
                case '"' -> quoted();
                case '\\' -> append(next());
                default -> plain(c);
            }
        }
        end();
        return words;
    }

    private void plain(char c) {
        if (SPECIAL.indexOf(c) >= 0) {
            throw CommandException.usage(
                    "'" + c + "' at column " + (at + 1)
                            + " has no meaning here: a line is one command and its arguments",
                    "put the argument in single quotes if the character belongs to it");
        }
        append(c);
    }

    private void literal() {
        int close = line.indexOf('\'', at + 1);
        if (close < 0) {
            throw open('\'');
        }
        word.append(line, at + 1, close);
        inWord = true;
        at = close;
    }

    private void quoted() {
        inWord = true;
        int start = at;
        for (at++; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                return;
            }
            boolean escape =
                    c == '\\' && at + 1 < line.length() && (line.charAt(at + 1) == '"' || line.charAt(at + 1) == '\\');
            word.append(escape ? line.charAt(++at) : c);
        }
        at = start;
        throw open('"');
    }

    private char next() {
        if (++at >= line.length()) {
            throw CommandException.usage("the line ends with a backslash", "take it away, or double it");
        }
        return line.charAt(at);
    }

    private CommandException open(char quote) {
        return CommandException.usage(
                "the quote " + quote + " at column " + (at + 1) + " is not closed", "close it, or put \\ before it");
    }

    private void append(char c) {
        word.append(c);
        inWord = true;
    }

    private void end() {
        if (!inWord) {
            return;
        }
        if (words.size() == MAX_WORDS) {
            throw CommandException.usage(
                    "the line has more than " + MAX_WORDS + " words", "publish larger data by HTTP");
        }
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
    }
}

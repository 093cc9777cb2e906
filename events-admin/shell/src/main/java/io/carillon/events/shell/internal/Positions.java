// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

/** Places in the log as people type them. */
final class Positions {

    private Positions() {}

    /** Whether a word is a position, not an id. */
    static boolean isOne(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * A position.
     *
     * @param argument how the command calls it
     */
    static long parse(String argument, String text) {
        try {
            long position = Long.parseLong(text);
            if (position >= 1) {
                return position;
            }
        } catch (NumberFormatException e) {
            throw refused(argument, text);
        }
        throw refused(argument, text);
    }

    private static CommandException refused(String argument, String text) {
        return CommandException.usage(
                argument + " must be a position, got \"" + Printable.shortened(text, 60) + "\"", "for instance 1042");
    }
}

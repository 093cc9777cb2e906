// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.output.Printable;

/** Words of the caller and of events within sentences. */
final class Words {

    private static final int LONGEST = 80;
    private static final int LONGEST_BEGIN = 200;

    private Words() {}

    /** A text that may come from anywhere, safe to show. */
    static String safe(String text) {
        return Printable.shortened(Printable.line(text), LONGEST);
    }

    /** A whole sentence that may quote anything, safe to show. */
    static String line(String text) {
        return Printable.line(text);
    }

    /** What a text of several lines begins with, for a row of a list. */
    static String begin(String text) {
        return Printable.shortened(text.lines().findFirst().orElse(""), LONGEST_BEGIN);
    }

    /** A number. */
    static String count(long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number).replace(',', ' ');
    }

    /** A number and its noun. */
    static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }
}

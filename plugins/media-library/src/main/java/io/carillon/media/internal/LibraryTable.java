// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Shows libraries at the console, one a line. */
final class LibraryTable {

    private static final String ROW = "%-20s %-9s %9s  %-20s  %s";

    private LibraryTable() {}

    static String of(List<LibraryStatus> libraries) {
        if (libraries.isEmpty()) {
            return "no libraries; add one with library:add NAME PATH";
        }
        StringBuilder table = new StringBuilder(String.format(ROW, "NAME", "STATE", "FILES", "SCANNED", "FOLDER"));
        for (LibraryStatus library : libraries) {
            table.append('\n')
                    .append(String.format(
                            Locale.ROOT,
                            ROW,
                            library.name(),
                            library.state().name().toLowerCase(Locale.ROOT),
                            library.files(),
                            library.scanned() == null
                                    ? "never"
                                    : library.scanned().truncatedTo(ChronoUnit.SECONDS),
                            library.root()));
            if (library.problem() != null) {
                table.append("\n  ").append(library.problem());
            }
        }
        return table.toString();
    }
}

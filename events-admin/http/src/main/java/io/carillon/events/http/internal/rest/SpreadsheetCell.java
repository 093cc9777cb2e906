// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

/** Texts in cells that no spreadsheet takes for a formula: one that looks like it gets an apostrophe before it. */
final class SpreadsheetCell {

    /** What begins a formula, and the apostrophe itself, so that each text can be told from every other. */
    private static final String MARKED = "=+-@\t\r'";

    private SpreadsheetCell() {}

    /** The cell as CSV has it. */
    static String write(String text) {
        String safe = isMarked(text, 0) ? "'" + text : text;
        boolean plain = safe.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }

    /** What {@link #write} was given, from a cell without its quotes. */
    static String read(String cell) {
        return cell.startsWith("'") && isMarked(cell, 1) ? cell.substring(1) : cell;
    }

    private static boolean isMarked(String text, int at) {
        return text.length() > at && MARKED.indexOf(text.charAt(at)) >= 0;
    }
}

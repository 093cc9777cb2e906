// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a table in UTF-8, strictly: cells are apart by commas, a cell with a comma, a quote or a line end is in quotes, a
 * quote in it is there twice. What is in quotes stays as it is, byte for byte. A row that breaks a rule ends with the line
 * in which its last quote is closed, and the next one is read as usual; so a quote that nothing closes takes the rest of the
 * file. The fault says how many lines that were. Source: RFC 4180.
 */
final class CsvRows {

    /** The most bytes of a row: an event in which every character of the data is a quote. */
    static final int MAX_ROW_BYTES = 2 * RequestBody.MAX_BYTES;
    /** The most cells of a row. */
    static final int MAX_CELLS = 100;

    private static final int END = -1;
    /** What some programs begin a file in UTF-8 with. */
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final List<String> cells = new ArrayList<>();
    private final ByteArrayOutputStream cell = new ByteArrayOutputStream(512);
    private long ends;
    private boolean inLine;
    private long start;
    private int size;
    private String fault = "";

    /** @param in read byte by byte; it can be marked */
    CsvRows(InputStream in) throws IOException {
        this.in = in;
        in.mark(MARK.length);
        if (!Arrays.equals(in.readNBytes(MARK.length), MARK)) {
            in.reset();
        }
    }

    /** Goes to the next row; {@code false} at the end. */
    boolean next() throws IOException {
        start = ends + 1;
        cells.clear();
        size = 0;
        fault = "";
        int first = read();
        if (first == END) {
            return false;
        }
        int after = cell(first);
        while (after == ',') {
            after = cell(read());
        }
        return true;
    }

    /** Number of the line the row begins in, from 1. */
    long line() {
        return start;
    }

    /** How many lines have been read. */
    long lines() {
        return inLine ? ends + 1 : ends;
    }

    /** Cells of the row; an immutable list, of no use when there is a {@link #fault}. */
    List<String> cells() {
        return List.copyOf(cells);
    }

    /** Whether it is an empty line. */
    boolean isBlank() {
        return fault.isEmpty() && cells.size() == 1 && cells.get(0).isBlank();
    }

    /** The rule that is broken, and how many lines are of no use for it when it is not one; empty when none is. */
    String fault() {
        long taken = lines() - start + 1;
        return fault.isEmpty() || taken <= 1
                ? fault
                : fault + "; it takes " + taken + " lines, to line " + lines() + ", and none of them could be used";
    }

    /** @return what comes after the cell: a comma, a line end, or {@link #END} */
    private int cell(int first) throws IOException {
        cell.reset();
        int after = first == '"' ? quoted() : plain(first);
        if (after != ',' && after != '\n' && after != END) {
            fault("has something after the closing quote of cell " + (cells.size() + 1));
            while (after != '\n' && after != END) {
                after = read();
            }
        }
        add();
        return after;
    }

    private int plain(int first) throws IOException {
        int next = first;
        while (next != ',' && next != '\n' && next != END) {
            if (next == '"') {
                fault("has a quote inside of cell " + (cells.size() + 1) + ", which does not begin with one");
                return next;
            }
            if (next == '\r') {
                return lineEnd();
            }
            keep(next);
            next = read();
        }
        return next;
    }

    private int quoted() throws IOException {
        while (true) {
            int next = read();
            if (next == END) {
                fault("opens a quote in cell " + (cells.size() + 1) + " that nothing closes");
                return END;
            }
            if (next == '"') {
                next = read();
                if (next != '"') {
                    return next == '\r' ? lineEnd() : next;
                }
            }
            keep(next);
        }
    }

    /** After a carriage return. */
    private int lineEnd() throws IOException {
        int next = read();
        if (next != '\n') {
            fault("has a carriage return that is neither in quotes nor part of a line end");
            return next == END ? END : '\r';
        }
        return next;
    }

    private int read() throws IOException {
        int next = in.read();
        if (next == '\n') {
            ends++;
            inLine = false;
        } else if (next >= 0) {
            inLine = true;
        }
        return next;
    }

    private void keep(int next) {
        if (++size > MAX_ROW_BYTES) {
            fault("is longer than " + MAX_ROW_BYTES + " bytes");
        } else {
            cell.write(next);
        }
    }

    private void add() {
        if (cells.size() == MAX_CELLS) {
            fault("has more than " + MAX_CELLS + " cells");
            return;
        }
        try {
            cells.add(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(cell.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            fault("is not UTF-8 in cell " + (cells.size() + 1));
            cells.add("");
        }
    }

    /** The first one counts. */
    private void fault(String found) {
        if (fault.isEmpty()) {
            fault = found;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

/** Finds halves of characters in JSON, which no UTF-8 can say but escapes can. */
final class Surrogates {

    private Surrogates() {}

    /**
     * Whether an escape stands for half a character without the other half.
     *
     * @param json valid JSON in UTF-8
     */
    static boolean areLone(byte[] json, int from, int to) {
        boolean high = false;
        int at = from;
        while (at < to) {
            boolean escape = json[at] == '\\';
            boolean unicode = escape && at + 5 < to && json[at + 1] == 'u';
            int unit = unicode ? unit(json, at + 2) : 0;
            boolean low = unit >= 0xDC00 && unit <= 0xDFFF;
            if (low != high) {
                return true;
            }
            high = unit >= 0xD800 && unit <= 0xDBFF;
            at += unicode ? 6 : escape ? 2 : 1;
        }
        return high;
    }

    private static int unit(byte[] json, int at) {
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            unit = unit * 16 + Character.digit(json[i], 16);
        }
        return unit;
    }
}

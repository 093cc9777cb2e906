// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

/** Makes text from files fit to be published: no control characters, no halves of characters, a bounded length. */
final class PlainText {

    private PlainText() {}

    /** The text without control characters, trimmed and cut to {@code max} characters. */
    static String of(String raw, int max) {
        StringBuilder clean = new StringBuilder(Math.min(raw.length(), max));
        int count = 0;
        for (int i = 0; i < raw.length() && count < max; ) {
            int point = raw.codePointAt(i);
            i += Character.charCount(point);
            if (Character.isISOControl(point)) {
                point = ' ';
            } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                point = 0xFFFD;
            }
            if (point != ' ' || clean.length() > 0) {
                clean.appendCodePoint(point);
                count++;
            }
        }
        return clean.toString().stripTrailing();
    }
}

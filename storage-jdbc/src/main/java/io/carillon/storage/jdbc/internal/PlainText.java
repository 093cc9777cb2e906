// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

/**
 * Free text as every engine can hold it: PostgreSQL has no U+0000, and no encoding has lone surrogates. U+0001 introduces
 * what stands for them. The order of texts by UTF-8 bytes stays as it is.
 */
final class PlainText {

    private static final char MARK = '\u0001';

    private PlainText() {}

    static String encode(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) > MARK && !Character.isSurrogate(text.charAt(i))) {
            i++;
        }
        return i == text.length() ? text : escape(text, i);
    }

    private static String escape(String text, int from) {
        StringBuilder plain = new StringBuilder(text.length() + 8).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                plain.append(c).append(text.charAt(++i));
            } else if (c <= MARK) {
                plain.append(MARK).append((char) (c + 1));
            } else if (Character.isSurrogate(c)) {
                plain.append(MARK).append('\u0003').append(Integer.toHexString(c));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    static String decode(String plain) {
        int mark = plain.indexOf(MARK);
        if (mark < 0) {
            return plain;
        }
        StringBuilder text = new StringBuilder(plain.length());
        int at = 0;
        while (mark >= 0) {
            text.append(plain, at, mark);
            char kind = plain.charAt(mark + 1);
            if (kind == '\u0003') {
                text.append((char) Integer.parseInt(plain, mark + 2, mark + 6, 16));
                at = mark + 6;
            } else {
                text.append((char) (kind - 1));
                at = mark + 2;
            }
            mark = plain.indexOf(MARK, at);
        }
        return text.append(plain, at, plain.length()).toString();
    }

    /** The least text above all that start with this one; empty when there is none. */
    static String successor(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            int start = end - Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, start) + Character.toString(next);
            }
            end = start;
        }
        return "";
    }
}

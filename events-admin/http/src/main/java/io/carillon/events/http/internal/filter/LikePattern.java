// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of {@code LIKE}: {@code %} stands for any characters, {@code _} for one, and a backslash takes that from them.
 * Matching goes back to the last {@code %} only, and so takes at most the product of both lengths, or the steps that are left.
 */
final class LikePattern {

    private static final int ANY = -1;
    private static final int ONE = -2;

    private final int[] pattern;

    LikePattern(String text) {
        int[] code = text.codePoints().toArray();
        int[] units = new int[code.length];
        int size = 0;
        for (int i = 0; i < code.length; i++) {
            boolean escape = code[i] == '\\' && i + 1 < code.length && (code[i + 1] == '%' || code[i + 1] == '_');
            if (escape) {
                units[size++] = code[++i];
            } else {
                units[size++] = code[i] == '%' ? ANY : code[i] == '_' ? ONE : code[i];
            }
        }
        this.pattern = Arrays.copyOf(units, size);
    }

    /** Whether it stands for the whole text; {@code null} when that takes more steps than are left. */
    @Nullable
    Boolean matches(String value, Steps steps) {
        if (!steps.take(value.length())) {
            return null;
        }
        int[] text = value.codePoints().toArray();
        int at = 0;
        int in = 0;
        int lastAny = -1;
        int resume = 0;
        while (at < text.length) {
            if (!steps.take(1)) {
                return null;
            }
            if (in < pattern.length && pattern[in] == ANY) {
                lastAny = in++;
                resume = at;
            } else if (in < pattern.length && (pattern[in] == ONE || pattern[in] == text[at])) {
                in++;
                at++;
            } else if (lastAny >= 0) {
                in = lastAny + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (in < pattern.length && pattern[in] == ANY) {
            in++;
        }
        return in == pattern.length;
    }
}

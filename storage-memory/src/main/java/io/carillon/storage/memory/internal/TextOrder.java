// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import java.util.Comparator;
import java.util.List;

/** Orders texts by their UTF-8 bytes, and lists of texts by their first difference; a shorter list is before a longer. */
final class TextOrder implements Comparator<List<String>> {

    static final TextOrder INSTANCE = new TextOrder();

    private TextOrder() {}

    @Override
    public int compare(List<String> a, List<String> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    static int compare(String a, String b) {
        for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                return Integer.compare(rank(left), rank(right));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** UTF-8 has characters beyond the basic plane, here surrogates, after all others. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.util.ArrayList;
import java.util.List;

/** Ascending numbers as text, consecutive ones as a range: {@code 7-9,12}. */
final class Ranges {

    private Ranges() {}

    static String text(List<Long> ascending) {
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < ascending.size()) {
            long from = ascending.get(i);
            long to = from;
            while (++i < ascending.size() && ascending.get(i) == to + 1) {
                to++;
            }
            text.append(text.isEmpty() ? "" : ",").append(from);
            if (to > from) {
                text.append('-').append(to);
            }
        }
        return text.toString();
    }

    static List<Long> parse(String text) {
        List<Long> numbers = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String range : text.split(",", -1)) {
                int dash = range.indexOf('-');
                long to = Long.parseLong(range.substring(dash + 1));
                long from = dash < 0 ? to : Long.parseLong(range.substring(0, dash));
                for (long beyond = 0; beyond <= to - from; beyond++) {
                    numbers.add(from + beyond);
                }
            }
        }
        return numbers;
    }
}

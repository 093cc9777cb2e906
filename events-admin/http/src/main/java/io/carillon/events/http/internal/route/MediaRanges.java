// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import java.util.List;
import java.util.Locale;

/** Which form of an answer a caller likes best. Source: RFC 9110, 12.5.1. */
final class MediaRanges {

    private static final int MAX_RANGES = 50;

    private MediaRanges() {}

    /** The offer that is accepted with the greatest weight, the first of equals; the first of all when none is. */
    static String best(String accept, List<String> offers) {
        String best = offers.get(0);
        double heaviest = 0;
        for (String offer : offers) {
            double weight = weight(accept.toLowerCase(Locale.ROOT), offer);
            if (weight > heaviest) {
                best = offer;
                heaviest = weight;
            }
        }
        return best;
    }

    private static double weight(String accept, String offer) {
        double weight = 0;
        int closest = 0;
        String[] ranges = accept.split(",", MAX_RANGES);
        for (String range : ranges) {
            String[] parts = range.split(";", -1);
            String name = parts[0].trim();
            int close = name.equals(offer)
                    ? 3
                    : name.equals(offer.substring(0, offer.indexOf('/')) + "/*") ? 2 : name.equals("*/*") ? 1 : 0;
            if (close > closest) {
                closest = close;
                weight = quality(parts);
            }
        }
        return weight;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (parameter.startsWith("q=")) {
                return parameter.matches("q=[01](\\.\\d{0,3})?") ? Double.parseDouble(parameter.substring(2)) : 0;
            }
        }
        return 1;
    }
}

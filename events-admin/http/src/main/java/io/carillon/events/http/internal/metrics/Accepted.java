// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.metrics;

import java.util.Locale;

/** What an {@code Accept} header prefers. */
final class Accepted {

    private Accepted() {}

    /** Whether OpenMetrics is wanted rather than text. */
    static boolean openMetrics(String accept) {
        return quality(accept, "application/openmetrics-text") > quality(accept, "text/plain");
    }

    /** Of a media type that is named, 0 to 1; 0 when it is not. */
    private static double quality(String accept, String mediaType) {
        double best = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.split(";");
            if (!parts[0].trim().equals(mediaType)) {
                continue;
            }
            double quality = 1;
            for (String part : parts) {
                String parameter = part.trim();
                if (parameter.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
                    quality = Double.parseDouble(parameter.substring(2));
                }
            }
            best = Math.max(best, quality);
        }
        return best;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Headers that every answer has. */
public final class SecurityHeaders {

    private static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options",
            "nosniff",
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private SecurityHeaders() {}

    /** Sets them all. */
    public static void set(HttpServletResponse response) {
        HEADERS.forEach(response::setHeader);
    }

    /**
     * Whether a header is one of them that protects the browser.
     *
     * @param lowerCase its name
     */
    public static boolean has(String lowerCase) {
        return !lowerCase.equals("cache-control")
                && HEADERS.keySet().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(lowerCase));
    }

    /** In the form that the container takes for its own error pages. */
    static String forErrorPages() {
        return HEADERS.entrySet().stream()
                .map(header -> header.getKey() + "=" + header.getValue())
                .collect(Collectors.joining("##"));
    }
}

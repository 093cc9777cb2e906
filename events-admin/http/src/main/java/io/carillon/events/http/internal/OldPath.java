// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** {@code /api/events}, the old name of {@code /api/v1/events}: it works, and every answer says what to use instead. */
final class OldPath {

    private static final String OLD = "/api/events";
    private static final String SUCCESSOR = "/api/v1/events";

    /** 2026-01-01T00:00:00Z, as RFC 9745 writes it. */
    private static final String SINCE = "@1767225600";

    private OldPath() {}

    static void mark(HttpServletRequest request, HttpServletResponse response) {
        String path = request.getRequestURI();
        boolean plain = path.startsWith(OLD) && path.indexOf('>') < 0;
        String rest = plain ? path.substring(OLD.length()) : "";
        response.setHeader("Deprecation", SINCE);
        response.addHeader("Link", "<" + SUCCESSOR + rest + ">; rel=\"successor-version\"");
    }
}

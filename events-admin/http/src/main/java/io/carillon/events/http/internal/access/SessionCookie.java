// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The cookie that holds the id of a session: out of reach of scripts and of other sites, gone when the browser closes. Under
 * TLS it is {@code __Host-carillon}, which no other host can set. Source: RFC 6265bis.
 */
public final class SessionCookie {

    private static final String PLAIN = "carillon";
    private static final String SECURE = "__Host-carillon";

    private SessionCookie() {}

    /** The value of {@code Set-Cookie} that hands out an id. */
    public static String of(String id, Visitor visitor) {
        return name(visitor) + "=" + id + "; Path=/; HttpOnly; SameSite=Strict" + (visitor.secure() ? "; Secure" : "");
    }

    /** The value of {@code Set-Cookie} that takes it back. */
    public static String end(Visitor visitor) {
        return of("", visitor) + "; Max-Age=0";
    }

    /** The id that a request carries; empty without one, or with several. */
    static Optional<String> id(HttpServletRequest request, Visitor visitor) {
        Cookie[] cookies = request.getCookies();
        List<String> found = cookies == null
                ? List.of()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(name(visitor)))
                        .map(Cookie::getValue)
                        .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static String name(Visitor visitor) {
        return visitor.secure() ? SECURE : PLAIN;
    }
}

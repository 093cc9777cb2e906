// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.plugin;

import io.carillon.events.http.internal.SecurityHeaders;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Locale;

/** An answer of a plugin, whose security headers and cookies are the host's. */
final class PluginResponse extends HttpServletResponseWrapper {

    PluginResponse(HttpServletResponse response) {
        super(response);
    }

    private static boolean isOurs(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return SecurityHeaders.has(name) || name.equals("set-cookie") || name.startsWith("access-control-");
    }

    @Override
    public void setHeader(String name, String value) {
        if (!isOurs(name)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!isOurs(name)) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void addCookie(Cookie cookie) {
        // No cookie of a plugin: each would be one of the host.
        throw new UnsupportedOperationException("plugins set no cookies");
    }

    @Override
    public void reset() {
        super.reset();
        SecurityHeaders.set((HttpServletResponse) getResponse());
    }
}

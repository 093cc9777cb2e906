// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.plugin;

import io.carillon.events.http.internal.access.Caller;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request as a plugin sees it: who asks by name, without what stands for them. */
final class PluginRequest extends HttpServletRequestWrapper {

    private static final Set<String> SECRETS = Set.of("authorization", "cookie");
    private static final List<String> INNER = List.of("io.carillon.", "org.eclipse.jetty.", "org.apache.felix.");

    private final Caller caller;

    PluginRequest(HttpServletRequest request) {
        super(request);
        this.caller = Caller.of(request);
    }

    private static boolean isSecret(String header) {
        return SECRETS.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isSecret(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isSecret(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !isSecret(name))
                .toList());
    }

    @Override
    public Cookie[] getCookies() {
        return new Cookie[0];
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return INNER.stream().anyMatch(name::startsWith) ? null : super.getAttribute(name);
    }

    @Override
    public ServletContext getServletContext() {
        return ConfinedServletContext.of(super.getServletContext());
    }

    @Override
    public @Nullable String getRemoteUser() {
        return caller.principal() == null ? null : caller.name();
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return caller.principal() == null ? null : caller::name;
    }
}

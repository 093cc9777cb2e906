// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names of this host, and the proxies whose word counts. A page of another site that has its own name resolve to this
 * host sends that name, and is refused.
 */
public final class OwnNames {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final Set<String> hosts;
    private final Set<String> origins;
    private final List<AddressRange> proxies;
    private final boolean behindTlsProxy;

    /**
     * @param publicUrl the address that users type, empty for none
     * @param allowedHosts further names, without ports
     * @param trustedProxies addresses and ranges whose {@code X-Forwarded} headers count
     * @param behindTlsProxy whether all requests come through a proxy that speaks TLS
     * @throws IllegalArgumentException if one of them cannot be used, with its name
     */
    public OwnNames(
            String publicUrl,
            Collection<String> allowedHosts,
            Collection<String> trustedProxies,
            boolean behindTlsProxy) {
        Set<String> names = new HashSet<>(LOOPBACK);
        allowedHosts.forEach(host -> names.add(host.toLowerCase(Locale.ROOT)));
        Set<String> exact = new HashSet<>();
        if (!publicUrl.isEmpty()) {
            URI url = url(publicUrl);
            names.add(url.getHost().toLowerCase(Locale.ROOT));
            exact.add((url.getScheme() + "://" + url.getAuthority()).toLowerCase(Locale.ROOT));
        }
        this.hosts = Set.copyOf(names);
        this.origins = Set.copyOf(exact);
        this.proxies = trustedProxies.stream().map(OwnNames::range).toList();
        this.behindTlsProxy = behindTlsProxy;
    }

    private static URI url(String publicUrl) {
        URI url = URI.create(publicUrl);
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        boolean plain = url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
        if (!web || url.getHost() == null || !plain) {
            throw new IllegalArgumentException(
                    "carillon.http.publicUrl must be such as https://events.example.com, got \"" + publicUrl + "\"");
        }
        return url;
    }

    private static AddressRange range(String text) {
        try {
            return AddressRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("carillon.http.trustedProxies: " + e.getMessage(), e);
        }
    }

    /**
     * Who visits.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException if the request is meant for another host
     */
    public Visitor visitor(HttpServletRequest request) {
        boolean proxied = isProxy(request.getRemoteAddr());
        List<String> named = Collections.list(request.getHeaders("Host"));
        Optional<String> forwarded = proxied ? single(request, "X-Forwarded-Host") : Optional.empty();
        boolean own = named.size() == 1
                && (forwarded.isPresent() || isOwn(named.get(0)))
                && forwarded.map(this::isOwn).orElseGet(() -> isOwn(request.getServerName()));
        if (!own) {
            throw Problem.of(ProblemCode.MISDIRECTED, "the Host header names another host")
                    .toException();
        }
        boolean secure = request.isSecure()
                || behindTlsProxy
                || proxied
                        && single(request, "X-Forwarded-Proto")
                                .filter("https"::equals)
                                .isPresent();
        String host = forwarded.orElse(named.get(0)).toLowerCase(Locale.ROOT);
        return new Visitor(address(request, proxied), (secure ? "https://" : "http://") + host, secure);
    }

    private boolean isProxy(String address) {
        return proxies.stream().anyMatch(range -> range.contains(address));
    }

    private boolean isOwn(String host) {
        return hosts.contains(withoutPort(host));
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']') && host.indexOf(':') == colon
                || host.startsWith("[") && colon > host.lastIndexOf(']');
        return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> single(HttpServletRequest request, String header) {
        List<String> values = Collections.list(request.getHeaders(header));
        return values.size() == 1 && !values.get(0).contains(",")
                ? Optional.of(values.get(0).trim())
                : Optional.empty();
    }

    /** The last address of those before our own proxies; what stands before it is anybody's claim. */
    private String address(HttpServletRequest request, boolean proxied) {
        String last = request.getRemoteAddr();
        if (!proxied) {
            return last;
        }
        List<String> claimed = new ArrayList<>();
        Collections.list(request.getHeaders("X-Forwarded-For"))
                .forEach(header -> claimed.addAll(List.of(header.split(","))));
        for (int i = claimed.size() - 1; i >= 0 && isProxy(last); i--) {
            String before = claimed.get(i).trim();
            if (AddressRange.literal(before).isEmpty()) {
                return last;
            }
            last = before;
        }
        return last;
    }

    /** Whether a page of this origin is one of ours, to the letter. */
    boolean isOwn(String origin, Visitor visitor) {
        return origin.equals(visitor.origin()) || origins.contains(origin);
    }
}

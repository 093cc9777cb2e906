// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Contexts;
import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.LocalHost;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where a host is, and what lets one in.
 *
 * @param url of the host, without a path
 * @param token empty to ask without one
 * @param ca file of the certificates to trust over TLS; empty for those that Java trusts
 * @param local whether it is the host of this machine's data directory and nobody named another
 */
public record Address(URI url, String token, String ca, boolean local) {

    /** Without the token. */
    @Override
    public String toString() {
        return url.toString();
    }

    /**
     * The host that is meant: of the option, the environment, the named or current context, or the one that runs here.
     *
     * @param server option, may be empty
     * @param token option, may be empty
     * @param ca option, may be empty
     * @param context option, may be empty
     */
    public static Address choose(
            String server, String token, String ca, String context, Map<String, String> environment) {
        String trusted = first(ca, environment.getOrDefault("CARILLON_CA", ""));
        String secret = first(token, environment.getOrDefault("CARILLON_TOKEN", ""));
        String url = first(server, context.isEmpty() ? environment.getOrDefault("CARILLON_URL", "") : "");
        if (!url.isEmpty()) {
            return new Address(url(url), secret, trusted, false);
        }
        Contexts contexts = Contexts.of(environment);
        String name = first(context, environment.getOrDefault("CARILLON_CONTEXT", ""));
        Optional<Contexts.Context> chosen = name.isEmpty() ? contexts.current() : Optional.of(contexts.get(name));
        if (chosen.isPresent()) {
            return new Address(
                    url(chosen.get().url()),
                    first(secret, chosen.get().token()),
                    first(trusted, chosen.get().ca()),
                    false);
        }
        LocalHost host = LocalHost.find(environment)
                .orElseThrow(
                        () -> new Failure(
                                Exit.UNAVAILABLE,
                                "no host runs on this machine's data directory, and no other is named",
                                "start one with: carillon run — or name one: --server URL, CARILLON_URL, carillon context add"));
        return new Address(host.url(), secret, trusted, true);
    }

    /**
     * Whether others on the way can read the token: it is sent as it is to what is not this machine by its name. Names are not
     * looked up.
     */
    public boolean isExposed() {
        return !local && !token.isEmpty() && url.getScheme().equals("http") && !isLoopback(url.getHost());
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.startsWith("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static String first(String one, String other) {
        return one.isEmpty() ? other : one;
    }

    /** Checks what somebody gave as the address of a host. */
    public static URI url(String text) {
        try {
            URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getRawUserInfo() == null && url.getRawQuery() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw notAnAddress(e);
        }
        throw notAnAddress(null);
    }

    private static Failure notAnAddress(@org.jspecify.annotations.Nullable Exception cause) {
        String sentence = "the server is not an http or https address without user and query";
        String hint = "for instance: --server http://127.0.0.1:8080";
        return cause == null
                ? new Failure(Exit.REFUSED, sentence, hint)
                : new Failure(Exit.REFUSED, sentence, hint, cause);
    }
}

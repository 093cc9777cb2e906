// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import io.carillon.events.admin.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request that was let in.
 *
 * @param request as the container has it
 * @param path variables of the route's path by name, decoded
 * @param caller who asks, {@code null} for an anonymous call
 */
public record Call(
        HttpServletRequest request,
        Map<String, String> path,
        @Nullable Principal caller) {

    public Call {
        path = Map.copyOf(path);
    }

    /** Who asks, empty for an anonymous call. */
    public Optional<Principal> principal() {
        return Optional.ofNullable(caller);
    }

    /** The parameters of the query string. */
    public Parameters parameters() {
        return new Parameters(request.getQueryString());
    }

    /** A variable of the path. */
    public String variable(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no variable " + name);
        }
        return value;
    }

    /** A header, empty when it is not there. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** Who is recorded for what the call does. */
    public String by() {
        return principal()
                .orElseThrow(() -> new IllegalStateException("an anonymous call does nothing"))
                .name();
    }

    /** Which of some media types the caller likes best; the first when it does not say. */
    public String preferred(String... offers) {
        return MediaRanges.best(header("Accept").orElse("*/*"), List.of(offers));
    }
}

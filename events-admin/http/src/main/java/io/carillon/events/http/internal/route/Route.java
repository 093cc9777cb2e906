// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import io.carillon.events.admin.Role;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked for, and what it needs.
 *
 * @param method for instance {@code GET}, which answers {@code HEAD} too
 * @param path with variables in braces, for instance {@code /api/v1/events/{id}}
 * @param role what a caller needs, {@code null} when anybody may ask
 * @param handler what answers
 */
public record Route(String method, String path, @Nullable Role role, Handler handler) {

    /** Answers a call. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Answers.
         *
         * @throws Exception see {@link io.carillon.events.http.internal.problem.Problems} for what callers are told
         */
        Answer handle(Call call) throws Exception;
    }

    /** A route for callers with a role. */
    public static Route of(String method, String path, Role role, Handler handler) {
        return new Route(method, path, role, handler);
    }

    /** A route that anybody may ask for. */
    public static Route anonymous(String method, String path, Handler handler) {
        return new Route(method, path, null, handler);
    }

    /** The role a caller needs, empty when anybody may ask. */
    public Optional<Role> needs() {
        return Optional.ofNullable(role);
    }

    List<String> segments() {
        return List.of(path.substring(1).split("/"));
    }
}

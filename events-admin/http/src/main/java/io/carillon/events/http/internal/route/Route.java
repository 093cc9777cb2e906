// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import io.carillon.events.admin.Scope;
import java.util.List;
import java.util.Objects;

/**
 * One thing that can be asked for, and what it needs.
 *
 * @param method for instance {@code GET}, which answers {@code HEAD} too
 * @param path with variables in braces, for instance {@code /api/v1/events/{id}}
 * @param right what a caller needs
 * @param operation what it takes and answers
 * @param handler what answers
 */
public record Route(String method, String path, Right right, Operation operation, Handler handler) {

    private static final Operation UNDESCRIBED = Operation.named("", "", "");

    public Route {
        Objects.requireNonNull(right, () -> method + " " + path + " does not declare what it needs");
    }

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

    /** A route for callers with a scope, to be {@link #described}. */
    public static Route of(String method, String path, Scope scope, Handler handler) {
        return new Route(method, path, new Right.Held(scope), UNDESCRIBED, handler);
    }

    /** A route for every caller who is known, to be {@link #described}. */
    public static Route known(String method, String path, Handler handler) {
        return new Route(method, path, new Right.Known(), UNDESCRIBED, handler);
    }

    /** A route that anybody may ask for, to be {@link #described}. */
    public static Route anonymous(String method, String path, Handler handler) {
        return new Route(method, path, new Right.Anybody(), UNDESCRIBED, handler);
    }

    /** The same with what it takes and answers. */
    public Route described(Operation other) {
        return new Route(method, path, right, other, handler);
    }

    /** Whether anybody may ask. */
    public boolean isAnonymous() {
        return right instanceof Right.Anybody;
    }

    /** Names of the path's variables, in order. */
    public List<String> variables() {
        return segments().stream()
                .filter(segment -> segment.startsWith("{"))
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
    }

    List<String> segments() {
        return List.of(path.substring(1).split("/"));
    }

    /** For instance {@code GET /api/v1/events}. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}

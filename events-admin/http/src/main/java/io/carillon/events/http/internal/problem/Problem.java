// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.problem;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One problem.
 *
 * @param code what kind
 * @param detail what was found, a sentence
 * @param hint what to do
 * @param errors the parts that are wrong; an immutable list
 * @param headers of the answer besides those every problem has
 */
public record Problem(ProblemCode code, String detail, String hint, List<Part> errors, Map<String, String> headers) {

    public Problem {
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    /**
     * A part that is wrong.
     *
     * @param pointer JSON Pointer as a URI fragment, {@code null} unless it is in the body
     * @param parameter name of the parameter or header, {@code null} unless it is one
     * @param detail what is wrong with it
     */
    public record Part(@Nullable String pointer, @Nullable String parameter, String detail) {}

    /** A problem with the usual hint. */
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, code.hint(), List.of(), Map.of());
    }

    /** A problem with one parameter. */
    public static Problem parameter(ProblemCode code, String parameter, String detail) {
        return new Problem(
                code, parameter + " " + detail, code.hint(), List.of(new Part(null, parameter, detail)), Map.of());
    }

    /** A problem with one place in the body. */
    public static Problem pointer(ProblemCode code, String pointer, String detail) {
        return new Problem(code, detail, code.hint(), List.of(new Part(pointer, null, detail)), Map.of());
    }

    /** The same with these parts. */
    public Problem withErrors(List<Part> parts) {
        return new Problem(code, detail, hint, parts, headers);
    }

    /** The same with another hint. */
    public Problem withHint(String other) {
        return new Problem(code, detail, other, errors, headers);
    }

    /** The same with one header. */
    public Problem withHeader(String name, String value) {
        return new Problem(code, detail, hint, errors, Map.of(name, value));
    }

    /** To be thrown out of a handler. */
    public ProblemException toException() {
        return new ProblemException(this);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/** A request that the host answered with a problem, or with something that is no answer of a host. */
public final class ProblemAnswer extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int WIDEST_POINTER = 40;

    private final int status;
    private final transient Json problem;

    ProblemAnswer(Reply reply) {
        super("HTTP " + reply.status());
        this.status = reply.status();
        this.problem = parse(reply);
    }

    /** A problem that a host told otherwise than by an answer. */
    ProblemAnswer(int status, Json problem) {
        super("problem " + status);
        this.status = status;
        this.problem = problem;
    }

    private static Json parse(Reply reply) {
        try {
            Json read = Json.parse(reply.body());
            return read.isObject() ? read : Json.NULL;
        } catch (IOException e) {
            // Proxies answer with pages of their own; the status is all there is to say then.
            return Json.NULL;
        }
    }

    public int status() {
        return status;
    }

    /** Stable code; empty when this is no answer of a host. */
    public String code() {
        return problem.at("code").text();
    }

    /** The answer itself. */
    public Json problem() {
        return problem;
    }

    public int exit() {
        return Exit.of(status, code());
    }

    /** What the host says to do; may be empty. */
    public String hint() {
        return problem.at("hint").text();
    }

    /** For people, a few lines, with what the host says to do. */
    public String text() {
        return text(hint());
    }

    /**
     * For people, a few lines.
     *
     * @param help what to do; may be empty
     */
    public String text(String help) {
        List<String> lines = new ArrayList<>();
        String said = first(problem.at("detail").text(), problem.at("title").text(), "HTTP status " + status);
        lines.add("error[" + first(Printable.line(code()), String.valueOf(status)) + "] " + Printable.line(said));
        for (Json part : problem.at("errors").elements()) {
            String place = first(part.at("pointer").text(), part.at("parameter").text(), "");
            String got = part.at("got").isNull()
                    ? ""
                    : "   got " + Printable.shortened(part.at("got").compact(), 60);
            lines.add("  " + padded(Printable.line(place))
                    + Printable.line(part.at("detail").text() + got));
        }
        String hint = Printable.line(help);
        String more = code().isEmpty() ? "" : "more: carillon errors lookup " + Printable.line(code());
        String last = hint.isEmpty() ? more : "hint: " + hint + (more.isEmpty() ? "" : "       " + more);
        if (!last.isEmpty()) {
            lines.add("  " + last);
        }
        return String.join("\n", lines);
    }

    private static String padded(String place) {
        String text = Printable.shortened(place, WIDEST_POINTER);
        return text.isEmpty() ? "" : text + " ".repeat(Math.max(3, 24 - text.length()));
    }

    private static String first(String... texts) {
        for (String text : texts) {
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import io.carillon.events.http.internal.problem.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a route takes and answers. The API document is made from it, and what it does not declare is refused: a parameter
 * that is not here, a body of another media type.
 *
 * @param id unique name for programs, for instance {@code listEvents}
 * @param tag group
 * @param summary one line
 * @param details more of it; empty when there is nothing to add
 */
public record Operation(String id, String tag, String summary, String details, Input input, Output output) {

    /** Component schema of a body that is plain text. */
    public static final String TEXT = "Text";

    /**
     * What it takes.
     *
     * @param queries parameters of the query string
     * @param variables of the path: name to description
     * @param headers name to description
     * @param bodies media type to component schema; empty when it takes no body
     * @param bodyRequired whether a body has to be sent
     */
    public record Input(
            List<Query> queries,
            Map<String, String> variables,
            Map<String, String> headers,
            Map<String, String> bodies,
            boolean bodyRequired) {

        static final Input NONE = new Input(List.of(), Map.of(), Map.of(), Map.of(), false);

        public Input {
            queries = List.copyOf(queries);
        }
    }

    /**
     * What it answers.
     *
     * @param answers when it is well
     * @param problems besides those that every route has
     */
    public record Output(List<Response> answers, List<ProblemCode> problems) {

        static final Output NONE = new Output(List.of(), List.of());

        public Output {
            answers = List.copyOf(answers);
            problems = List.copyOf(problems);
        }
    }

    /**
     * An answer.
     *
     * @param description when it is given
     * @param bodies media type to component schema; empty when it has no body
     * @param headers names
     */
    public record Response(int status, String description, Map<String, String> bodies, List<String> headers) {
        public Response {
            headers = List.copyOf(headers);
        }
    }

    /** An operation that takes and answers nothing yet. */
    public static Operation named(String id, String tag, String summary) {
        return new Operation(id, tag, summary, "", Input.NONE, Output.NONE);
    }

    /** With more to read. */
    public Operation details(String text) {
        return new Operation(id, tag, summary, text, input, output);
    }

    /** With parameters of the query string. */
    public Operation query(Query... more) {
        return query(List.of(more));
    }

    /** With parameters of the query string. */
    public Operation query(List<Query> more) {
        List<Query> all = new ArrayList<>(input.queries);
        all.addAll(more);
        return taking(new Input(all, input.variables, input.headers, input.bodies, input.bodyRequired));
    }

    /** With a variable of the path. */
    public Operation variable(String name, String description) {
        return taking(new Input(
                input.queries,
                and(input.variables, name, description),
                input.headers,
                input.bodies,
                input.bodyRequired));
    }

    /** With a header that it looks at. */
    public Operation header(String name, String description) {
        return taking(new Input(
                input.queries,
                input.variables,
                and(input.headers, name, description),
                input.bodies,
                input.bodyRequired));
    }

    /** With a body that has to be sent; several make a choice. */
    public Operation body(String mediaType, String schema) {
        return taking(
                new Input(input.queries, input.variables, input.headers, and(input.bodies, mediaType, schema), true));
    }

    /** With a body that may be left out. */
    public Operation optionalBody(String mediaType, String schema) {
        return taking(
                new Input(input.queries, input.variables, input.headers, and(input.bodies, mediaType, schema), false));
    }

    /** With an answer that has a body; the same status again adds a media type. */
    public Operation answers(int status, String mediaType, String schema) {
        Optional<Response> known =
                output.answers.stream().filter(one -> one.status == status).findFirst();
        Response response = known.orElse(new Response(status, reason(status), Map.of(), List.of()));
        return answering(
                new Response(status, response.description, and(response.bodies, mediaType, schema), response.headers));
    }

    /** With an answer that has no body. */
    public Operation answers(int status) {
        return answering(new Response(status, reason(status), Map.of(), List.of()));
    }

    /** With words for an answer that was declared. */
    public Operation when(int status, String description) {
        Response known = answer(status);
        return answering(new Response(status, description, known.bodies, known.headers));
    }

    /** With headers of an answer that was declared. */
    public Operation sends(int status, String... headers) {
        Response known = answer(status);
        return answering(new Response(status, known.description, known.bodies, List.of(headers)));
    }

    /** With problems besides those that every route has. */
    public Operation problems(ProblemCode... codes) {
        List<ProblemCode> all = new ArrayList<>(output.problems);
        all.addAll(List.of(codes));
        return new Operation(id, tag, summary, details, input, new Output(output.answers, all));
    }

    /** Refuses a call whose query string is not as declared. */
    public void check(Parameters parameters) {
        parameters.allow(input.queries.stream().map(Query::name).toArray(String[]::new));
        input.queries.forEach(query -> query.check(parameters.all(query.name())));
    }

    private Response answer(int status) {
        return output.answers.stream()
                .filter(one -> one.status == status)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " does not answer " + status));
    }

    private Operation answering(Response response) {
        List<Response> all = new ArrayList<>(output.answers);
        all.removeIf(one -> one.status == response.status);
        all.add(response);
        return new Operation(id, tag, summary, details, input, new Output(all, output.problems));
    }

    private Operation taking(Input other) {
        return new Operation(id, tag, summary, details, other, output);
    }

    private static Map<String, String> and(Map<String, String> map, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }

    private static String reason(int status) {
        return switch (status) {
            case 101 -> "Switching protocols";
            case 200 -> "Done";
            case 201 -> "Made";
            case 202 -> "Taken on; it is done later";
            case 204 -> "Done; there is nothing to say";
            case 304 -> "Not changed";
            case 503 -> "Not serving";
            default -> "Answer " + status;
        };
    }
}

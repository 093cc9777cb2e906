// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.http.internal.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back to the caller.
 *
 * @param status HTTP status
 * @param contentType of the body; empty without one
 * @param headers besides those every answer has
 * @param content the body
 */
public record Answer(int status, String contentType, Map<String, String> headers, Content content) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A body. */
    public sealed interface Content {}

    /**
     * A body that is there already.
     *
     * @param body not copied; not to be changed
     * @param secret whether it holds what only the caller may know; it is never compressed, for the length of what is
     *     compressed tells about it
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Whole(byte[] body, boolean secret) implements Content {}

    /** A body of unknown length that is written while it is made; it is neither compressed nor buffered. */
    public record Streamed(Writer writer) implements Content {}

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {

        /**
         * Writes it all; called once, on the thread of the request.
         *
         * @throws IOException if the caller went away; any other failure cuts the connection, so that nobody takes a part
         *     for the whole
         */
        void write(OutputStream out) throws IOException;
    }

    public Answer {
        headers = Map.copyOf(headers);
    }

    /** A JSON object to fill. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** A JSON answer. */
    public static Answer json(int status, JsonNode body) {
        return json(status, "application/json", body);
    }

    /** A JSON answer of another media type. */
    public static Answer json(int status, String mediaType, JsonNode body) {
        return of(status, mediaType, write(body));
    }

    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, Map.of(), new Whole(body, false));
    }

    /** A long answer that is written while it is made. */
    public static Answer stream(int status, String contentType, Writer writer) {
        return new Answer(status, contentType, Map.of(), new Streamed(writer));
    }

    /** Plain text in UTF-8. */
    public static Answer text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer without a body. */
    public static Answer empty(int status) {
        return of(status, "", new byte[0]);
    }

    /** {@code application/problem+json}. */
    public static Answer problem(Problem problem, String instance) {
        Map<String, String> headers = new LinkedHashMap<>(problem.headers());
        if (problem.code().status() == 503) {
            headers.putIfAbsent("Retry-After", "1");
        }
        return new Answer(
                problem.code().status(),
                "application/problem+json",
                headers,
                new Whole(write(document(problem, instance)), false));
    }

    /** A problem as RFC 9457 writes it. */
    public static ObjectNode document(Problem problem, String instance) {
        ObjectNode body = object().put("type", "/problems/" + problem.code().text())
                .put("title", problem.code().title())
                .put("status", problem.code().status())
                .put("code", problem.code().text())
                .put("detail", problem.detail())
                .put("hint", problem.hint())
                .put("instance", instance)
                .put("retryable", problem.code().retryable());
        if (!problem.errors().isEmpty()) {
            ArrayNode errors = body.putArray("errors");
            for (Problem.Part part : problem.errors()) {
                ObjectNode error = errors.addObject();
                if (part.pointer() != null) {
                    error.put("pointer", part.pointer());
                }
                if (part.parameter() != null) {
                    error.put("parameter", part.parameter());
                }
                error.put("detail", part.detail());
            }
        }
        return body;
    }

    /** The same with one header more. */
    public Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, more, content);
    }

    /** The same with a body that holds what only the caller may know. */
    public Answer secret() {
        return new Answer(
                status, contentType, headers, content instanceof Whole whole ? new Whole(whole.body(), true) : content);
    }

    private static byte[] write(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Right;
import io.carillon.events.http.internal.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The OpenAPI document: its paths come from the routes, its head and its schemas from resources. */
public final class ApiDocument {

    private static final String SCHEMA = "#/components/schemas/";

    /** What every route may answer. */
    private static final Set<ProblemCode> COMMON = Set.of(
            ProblemCode.UNKNOWN_PARAMETER,
            ProblemCode.INVALID_PARAMETER,
            ProblemCode.UNAUTHENTICATED,
            ProblemCode.MISDIRECTED,
            ProblemCode.RATE_LIMITED,
            ProblemCode.FOREIGN_ORIGIN);
    /** What every route may answer that changes something. */
    private static final Set<ProblemCode> CHANGING =
            Set.of(ProblemCode.CSRF_HEADER_MISSING, ProblemCode.LOGIN_AGAIN, ProblemCode.UNSUPPORTED_MEDIA_TYPE);

    private ApiDocument() {}

    /** The document as YAML. */
    public static String of(List<Route> routes) {
        ObjectNode paths = Answer.object();
        for (Route route : routes) {
            ObjectNode path = paths.withObjectProperty(route.path());
            path.set(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        return Resource.text("head.yaml") + Yaml.member("paths", paths) + Resource.text("components.yaml");
    }

    private static ObjectNode operation(Route route) {
        Operation operation = route.operation();
        ObjectNode node = Answer.object();
        node.putArray("tags").add(operation.tag());
        node.put("operationId", operation.id()).put("summary", operation.summary());
        if (!operation.details().isEmpty()) {
            node.put("description", operation.details());
        }
        if (route.right() instanceof Right.Held held) {
            node.put("x-scope", held.scope().text());
        }
        if (route.isAnonymous()) {
            node.putArray("security");
        }
        parameters(route, node);
        if (!operation.input().bodies().isEmpty()) {
            ObjectNode body = node.putObject("requestBody");
            body.put("required", operation.input().bodyRequired());
            content(body, operation.input().bodies());
        }
        responses(route, node.putObject("responses"));
        return node;
    }

    private static void parameters(Route route, ObjectNode node) {
        Operation.Input input = route.operation().input();
        List<ObjectNode> parameters = new ArrayList<>();
        for (String name : route.variables()) {
            parameters.add(parameter("path", name, input.variables().getOrDefault(name, "")));
        }
        input.queries().forEach(query -> parameters.add(query.document()));
        input.headers().forEach((name, text) -> parameters.add(parameter("header", name, text)));
        if (!parameters.isEmpty()) {
            node.putArray("parameters").addAll(parameters);
        }
    }

    private static ObjectNode parameter(String in, String name, String description) {
        ObjectNode node = Answer.object().put("name", name).put("in", in);
        if (!description.isEmpty()) {
            node.put("description", description);
        }
        if (in.equals("path")) {
            node.put("required", true);
        }
        node.putObject("schema").put("type", "string");
        return node;
    }

    private static void responses(Route route, ObjectNode responses) {
        Map<Integer, ObjectNode> byStatus = new TreeMap<>();
        for (Operation.Response response : route.operation().output().answers()) {
            byStatus.put(response.status(), answer(response));
        }
        problems(route).forEach((status, codes) -> byStatus.computeIfAbsent(status, any -> problem(codes)));
        byStatus.forEach((status, node) -> responses.set(String.valueOf(status), node));
        responses.putObject("default").put("$ref", "#/components/responses/Problem");
    }

    private static ObjectNode answer(Operation.Response response) {
        ObjectNode node = Answer.object().put("description", response.description());
        if (!response.headers().isEmpty()) {
            ObjectNode headers = node.putObject("headers");
            response.headers()
                    .forEach(name -> headers.putObject(name).putObject("schema").put("type", "string"));
        }
        if (!response.bodies().isEmpty()) {
            content(node, response.bodies());
        }
        return node;
    }

    private static Map<Integer, Set<String>> problems(Route route) {
        Set<ProblemCode> codes = new TreeSet<>(COMMON);
        codes.addAll(route.operation().output().problems());
        if (!route.method().equals("GET")) {
            codes.addAll(CHANGING);
        }
        if (!route.isAnonymous()) {
            codes.add(ProblemCode.FORBIDDEN);
        }
        Map<Integer, Set<String>> byStatus = new TreeMap<>();
        codes.forEach(code ->
                byStatus.computeIfAbsent(code.status(), any -> new TreeSet<>()).add(code.text()));
        return byStatus;
    }

    private static ObjectNode problem(Set<String> codes) {
        ObjectNode node = Answer.object().put("description", String.join(", ", codes));
        content(node, Map.of("application/problem+json", "Problem"));
        return node;
    }

    private static void content(ObjectNode node, Map<String, String> bodies) {
        ObjectNode content = node.putObject("content");
        bodies.forEach((mediaType, schema) ->
                content.putObject(mediaType).putObject("schema").put("$ref", SCHEMA + schema));
    }
}

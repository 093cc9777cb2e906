// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.openapi;

import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.http.internal.route.Right;
import io.carillon.events.http.internal.route.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The API to read, without a connection to anywhere. */
public final class ApiPage {

    private ApiPage() {}

    /** The page for a table of routes. */
    public static String of(List<Route> routes) {
        Html page = new Html("Carillon API")
                .link("/openapi.yaml", "OpenAPI document")
                .link("/asyncapi.yaml", "AsyncAPI document of the live streams")
                .link("/problems", "Problems and what to do");
        Map<String, List<Route>> byTag = new LinkedHashMap<>();
        routes.forEach(route -> byTag.computeIfAbsent(route.operation().tag(), any -> new ArrayList<>())
                .add(route));
        byTag.forEach((tag, all) -> {
            page.element("h2", tag);
            all.forEach(route -> operation(page, route));
        });
        return page.end();
    }

    private static void operation(Html page, Route route) {
        Operation operation = route.operation();
        page.open("details").element("summary", route + " \u2014 " + operation.summary());
        if (!operation.details().isEmpty()) {
            page.element("p", operation.details());
        }
        page.element("p", "Needs: " + right(route.right()));
        if (!operation.input().queries().isEmpty()) {
            page.open("table");
            operation.input().queries().forEach(query -> row(page, query));
            page.close("table");
        }
        if (!operation.input().bodies().isEmpty()) {
            page.element("p", "Takes: " + operation.input().bodies());
        }
        operation.output().answers().forEach(answer -> page.element("p", answer.status() + " " + answer.description()));
        if (!operation.output().problems().isEmpty()) {
            page.element(
                    "p",
                    "Problems: "
                            + operation.output().problems().stream()
                                    .map(ProblemCode::text)
                                    .collect(Collectors.joining(", ")));
        }
        page.close("details");
    }

    private static void row(Html page, Query query) {
        page.open("tr")
                .element("th", query.name())
                .element("td", query.description())
                .close("tr");
    }

    private static String right(Right right) {
        if (right instanceof Right.Held held) {
            return "scope " + held.scope().text();
        }
        return right instanceof Right.Known ? "any valid credential" : "nothing";
    }
}

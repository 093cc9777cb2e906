// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.openapi.ApiDocument;
import io.carillon.events.http.internal.openapi.ApiPage;
import io.carillon.events.http.internal.openapi.StreamDocument;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** Shows the API itself. Holds no secrets: anybody may ask. */
final class DocumentResource {

    private static final String YAML = "application/yaml";

    private final Supplier<List<Route>> table;

    /** @param table all routes, these included */
    DocumentResource(Supplier<List<Route>> table) {
        this.table = table;
    }

    List<Route> routes() {
        return List.of(
                Route.anonymous("GET", "/openapi.yaml", this::openApi)
                        .described(Operation.named("openApi", "system", "This document")
                                .answers(200, YAML, "Document")),
                Route.anonymous("GET", "/asyncapi.yaml", this::asyncApi)
                        .described(Operation.named("asyncApi", "system", "The live streams, as AsyncAPI")
                                .answers(200, YAML, "Document")),
                Route.anonymous("GET", "/api/docs", this::page)
                        .described(Operation.named("docs", "system", "This document as a page")
                                .answers(200, "text/html", "Document")));
    }

    Answer openApi(Call call) {
        return yaml(ApiDocument.of(table.get()));
    }

    Answer asyncApi(Call call) {
        return yaml(StreamDocument.text());
    }

    Answer page(Call call) {
        return Answer.of(
                200, "text/html; charset=utf-8", ApiPage.of(table.get()).getBytes(StandardCharsets.UTF_8));
    }

    private static Answer yaml(String text) {
        return Answer.of(200, YAML, text.getBytes(StandardCharsets.UTF_8));
    }
}

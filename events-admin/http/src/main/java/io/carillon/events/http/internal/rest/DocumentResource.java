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
import org.jspecify.annotations.Nullable;

/** Shows the API itself. Holds no secrets: anybody may ask. */
final class DocumentResource {

    private static final String YAML = "application/yaml";

    private final Document openApi;
    private final Document asyncApi = new Document(StreamDocument::text);
    private final Document page;

    /** @param table all routes, these included; the same ones for ever */
    DocumentResource(Supplier<List<Route>> table) {
        this.openApi = new Document(() -> ApiDocument.of(table.get()));
        this.page = new Document(() -> ApiPage.of(table.get()));
    }

    /** A text that is made once, when somebody asks for it: making it takes longer than all else about the answer. */
    private static final class Document {

        private final Supplier<String> source;
        private volatile byte @Nullable [] made;

        Document(Supplier<String> source) {
            this.source = source;
        }

        byte[] bytes() {
            byte[] bytes = made;
            if (bytes == null) {
                bytes = source.get().getBytes(StandardCharsets.UTF_8);
                made = bytes;
            }
            return bytes;
        }
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
        return Answer.of(200, YAML, openApi.bytes());
    }

    Answer asyncApi(Call call) {
        return Answer.of(200, YAML, asyncApi.bytes());
    }

    Answer page(Call call) {
        return Answer.of(200, "text/html; charset=utf-8", page.bytes());
    }
}

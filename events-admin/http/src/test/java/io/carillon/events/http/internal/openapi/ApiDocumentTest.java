// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.http.internal.Contract;
import io.carillon.events.http.internal.route.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ApiDocumentTest {

    private final Contract contract = new Contract();

    @Test
    void every_route_is_in_the_document_and_nothing_else() {
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path :
                contract.document().path("paths").properties()) {
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        contract.routes().all().stream().map(Route::toString).toList());
    }

    @Test
    void every_reference_leads_to_something_and_every_schema_is_used() {
        Set<String> used = new TreeSet<>();
        references(contract.document(), used);

        for (String reference : used) {
            assertThat(contract.document().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
        for (String section : new String[] {"schemas", "responses"}) {
            contract.document().path("components").path(section).fieldNames().forEachRemaining(name -> assertThat(used)
                    .contains("#/components/" + section + "/" + name));
        }
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.isObject() && node.path("$ref").isTextual()) {
            found.add(node.path("$ref").asText());
        }
        node.forEach(child -> references(child, found));
    }

    @Test
    void names_in_the_document_are_words_and_what_counts_without_a_value_is_of_its_kind() {
        Set<String> names = new TreeSet<>();
        names(contract.document().path("components"), names);

        assertThat(names).isNotEmpty().noneMatch(name -> name.contains(" "));
        assertThat(contract.document().findParents("default"))
                .filteredOn(schema -> !schema.path("default").isObject())
                .isNotEmpty()
                .allSatisfy(schema -> assertThat(kind(schema.path("default")))
                        .isEqualTo(schema.path("type").asText()));
    }

    private static String kind(JsonNode value) {
        return value.isBoolean() ? "boolean" : value.isIntegralNumber() ? "integer" : "string";
    }

    private static void names(JsonNode node, Set<String> found) {
        node.fieldNames().forEachRemaining(found::add);
        node.forEach(child -> names(child, found));
    }

    @Test
    void routes_say_what_they_need_and_which_variables_they_have() {
        for (Route route : contract.routes().all()) {
            JsonNode operation = contract.document()
                    .path("paths")
                    .path(route.path())
                    .path(route.method().toLowerCase(Locale.ROOT));
            boolean open = operation.path("security").isArray();
            assertThat(open).as(route.toString()).isEqualTo(route.isAnonymous());
            assertThat(route.variables())
                    .as(route.toString())
                    .containsAll(route.operation().input().variables().keySet());
            assertThat(operation.path("responses").fieldNames())
                    .toIterable()
                    .as(route.toString())
                    .anyMatch(status -> status.startsWith("2") || status.startsWith("1"));
        }
    }

    @Test
    void the_document_of_the_live_streams_can_be_read_and_refers_to_what_is_there() {
        JsonNode streams = Contract.parse(StreamDocument.text());
        Set<String> used = new TreeSet<>();
        references(streams, used);

        assertThat(streams.path("asyncapi").asText()).isEqualTo("3.1.0");
        assertThat(used).isNotEmpty();
        for (String reference : used) {
            assertThat(streams.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
    }

    @Test
    void the_documents_are_left_for_the_tools_that_judge_them_by_hand() throws Exception {
        Path target = Files.createDirectories(Path.of("target", "documents"));
        Files.writeString(
                target.resolve("openapi.yaml"), ApiDocument.of(contract.routes().all()));
        Files.writeString(target.resolve("asyncapi.yaml"), StreamDocument.text());

        assertThat(Contract.parse(Files.readString(target.resolve("openapi.yaml"))))
                .isEqualTo(contract.document());
    }
}

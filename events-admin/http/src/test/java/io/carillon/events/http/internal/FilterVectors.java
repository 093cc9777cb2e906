// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * Filters that everything that takes filters has to agree on.
 *
 * @param event as a structured CloudEvent
 * @param passes filters that let it through
 * @param stops filters that do not
 * @param refused what is no filter, and what is said about it
 */
public record FilterVectors(JsonNode event, List<JsonNode> passes, List<JsonNode> stops, List<Refused> refused) {

    /** Something that is no filter. */
    public record Refused(JsonNode filter, String says) {}

    public FilterVectors {
        passes = List.copyOf(passes);
        stops = List.copyOf(stops);
        refused = List.copyOf(refused);
    }

    public static FilterVectors read() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(FilterVectors.class.getResourceAsStream("filter/vectors.json"), "vectors")) {
            JsonNode all = new ObjectMapper().readTree(in);
            List<Refused> refused = all.path("refused")
                    .valueStream()
                    .map(each ->
                            new Refused(each.path("filter"), each.path("says").asText()))
                    .toList();
            return new FilterVectors(
                    all.path("event"),
                    all.path("passes").valueStream().toList(),
                    all.path("stops").valueStream().toList(),
                    refused);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.carillon.events.DataBinding;
import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.http.internal.FilterVectors;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.rest.EventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FilterVectorsTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    /** The data of the vectors, as plain values. */
    private static final DataBinding BINDING = new DataBinding() {
        @Override
        public byte[] encode(Object any) {
            throw new AssertionError("not used here");
        }

        @Override
        public Object decode(byte[] json) {
            try {
                return JSON.readValue(json, Object.class);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public <T> T bind(byte[] json, Class<T> type) {
            throw new AssertionError("not used here");
        }
    };

    @Test
    void filters_let_through_stop_and_are_refused_as_the_vectors_say() throws IOException {
        FilterVectors vectors = FilterVectors.read();
        Event event = Event.of(EventParser.structured(vectors.event().toString().getBytes(StandardCharsets.UTF_8)))
                .bind(BINDING);

        for (JsonNode filter : vectors.passes()) {
            assertThat(FilterParser.parse(filter.toString()).test(event))
                    .as("passes: " + filter)
                    .isTrue();
        }
        for (JsonNode filter : vectors.stops()) {
            assertThat(FilterParser.parse(filter.toString()).test(event))
                    .as("stops: " + filter)
                    .isFalse();
        }
        for (FilterVectors.Refused refused : vectors.refused()) {
            assertThatThrownBy(() -> FilterParser.parse(refused.filter().toString()))
                    .as("refused: " + refused.filter())
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining(refused.says());
        }
    }

    @Test
    void the_worst_pattern_for_the_worst_text_takes_no_more_than_the_product_of_their_lengths() {
        String pattern = "a".repeat(900) + "b";
        EventFilter filter = FilterParser.parse("{\"sql\":\"note LIKE '%" + pattern + "%" + pattern + "%'\"}");
        Event event = Event.of(EventDraft.builder("a.b")
                .id("1")
                .source("/s")
                .time(Instant.EPOCH)
                .extension("note", "a".repeat(8_000))
                .build());

        // One that went back to every % and not to the last alone would not end within the life of the build.
        assertThat(filter.test(event)).isFalse();
    }

    @Test
    void a_text_that_grows_beyond_its_limit_is_an_error_and_no_heap() {
        String twice = "CONCAT(note,note,note,note,note,note,note,note)";
        EventFilter filter = FilterParser.parse("{\"sql\":\"EXISTS note AND LENGTH(" + twice + ") > 0\"}");
        EventFilter fits = FilterParser.parse("{\"sql\":\"LENGTH(CONCAT(note,note)) > 0\"}");
        Event event = Event.of(EventDraft.builder("a.b")
                .id("1")
                .source("/s")
                .time(Instant.EPOCH)
                .extension("note", "a".repeat(8_000))
                .build());

        assertThat(filter.test(event)).isFalse();
        assertThat(fits.test(event)).isTrue();
    }
}

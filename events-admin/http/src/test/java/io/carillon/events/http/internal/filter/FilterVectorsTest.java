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
import java.util.Collections;
import java.util.List;
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

    private static Event note(String note) {
        return Event.of(EventDraft.builder("a.b")
                .id("1")
                .source("/s")
                .time(Instant.EPOCH)
                .extension("note", note)
                .build());
    }

    private static String sql(String expression) {
        return "{\"sql\":\"" + expression + "\"}";
    }

    @Test
    void the_worst_pattern_for_the_worst_text_is_given_up_and_does_not_hold() {
        String pattern = "a".repeat(900) + "b";
        EventFilter filter = FilterParser.parse(sql("note LIKE '%" + pattern + "%" + pattern + "%'"));
        EventFilter opposite = FilterParser.parse(sql("note NOT LIKE '%" + pattern + "%'"));
        Event event = note("a".repeat(8_000));
        Steps steps = new Steps();

        assertThat(filter.test(event, steps)).isFalse();
        assertThat(steps.taken()).isEqualTo(Steps.MAX);
        assertThat(opposite.test(event)).as("an error is no value").isFalse();
    }

    @Test
    void an_expression_that_makes_its_own_worst_case_takes_no_more_steps_than_one_event_has() {
        String worst =
                "CONCAT_WS('" + "a".repeat(800) + "'" + ",''".repeat(19) + ") LIKE '%" + "a".repeat(1_000) + "b%'";
        List<String> parts = List.of(sql(worst), sql(worst), sql(worst), sql("type = 'a.b'"));
        EventFilter any = FilterParser.parse("{\"any\":[" + String.join(",", parts) + "]}");
        Steps steps = new Steps();

        boolean holds = any.test(note("x"), steps);

        assertThat(steps.taken()).isEqualTo(Steps.MAX);
        assertThat(holds).as("a condition that takes no steps still counts").isTrue();
    }

    @Test
    void functions_in_functions_take_steps_too() {
        String deep = "LOWER(".repeat(25) + "CONCAT_WS('" + "a".repeat(500) + "'" + ",''".repeat(32) + ")"
                + ")".repeat(25) + " = 'x'";
        Steps steps = new Steps();

        boolean holds =
                FilterParser.parse("{\"not\":" + sql("NOT(" + deep + ")") + "}").test(note("x"), steps);

        assertThat(steps.taken()).isEqualTo(Steps.MAX);
        assertThat(holds).isTrue();
    }

    @Test
    void a_common_pattern_over_a_long_text_takes_two_steps_for_each_character() {
        Steps steps = new Steps();

        assertThat(FilterParser.parse(sql("note LIKE '%end'")).test(note("ab".repeat(4_000) + "end"), steps))
                .isTrue();
        assertThat(steps.taken()).isBetween(16_000, 17_000);
    }

    @Test
    void a_filter_in_a_body_is_as_short_as_one_in_a_parameter() throws IOException {
        String condition = "{\"exact\":{\"id\":\"" + "x".repeat(1_000) + "\"}}";
        JsonNode fits = JSON.readTree("[" + String.join(",", Collections.nCopies(7, condition)) + "]");
        JsonNode longer = JSON.readTree("[" + String.join(",", Collections.nCopies(9, condition)) + "]");

        assertThat(FilterParser.parse(fits, "#/filter").test(note("x"))).isFalse();
        assertThatThrownBy(() -> FilterParser.parse(longer, "#/filter"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("8192 characters");
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

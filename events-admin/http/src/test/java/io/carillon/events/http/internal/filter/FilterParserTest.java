// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.DataBinding;
import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FilterParserTest {

    private static final Event SCAN = event(values());

    private static Map<String, @Nullable Object> values() {
        Map<String, @Nullable Object> data = new HashMap<>();
        data.put("total", 1_000L);
        data.put("rate", new BigDecimal("1.50"));
        data.put("name", "Films");
        data.put("done", true);
        data.put("none", null);
        data.put("files", List.of(Map.of("a/b", 7L), "x"));
        return data;
    }

    /** An event with this value as its data. */
    private static Event event(Object value) {
        EventData data = EventData.json("{}");
        EventDraft draft = EventDraft.builder("scan.completed")
                .id("1")
                .source("/scanner/1")
                .subject("Films")
                .time(Instant.EPOCH)
                .extension("tenantid", "acme")
                .extension("count", 3)
                .data(data)
                .build();
        return Event.of(draft).bind(new DataBinding() {
            @Override
            public byte[] encode(Object any) {
                throw new AssertionError("not used here");
            }

            @Override
            public Object decode(byte[] json) {
                return value;
            }

            @Override
            public <T> T bind(byte[] json, Class<T> type) {
                throw new AssertionError("not used here");
            }
        });
    }

    private static boolean holds(String filter) {
        return FilterParser.parse(filter).test(SCAN);
    }

    @Test
    void attributes_compare_exactly_by_prefix_and_by_suffix() {
        assertThat(holds("{\"exact\":{\"type\":\"scan.completed\",\"subject\":\"Films\"}}"))
                .isTrue();
        assertThat(holds("{\"exact\":{\"type\":\"scan.completed\",\"subject\":\"Films2\"}}"))
                .isFalse();
        assertThat(holds("{\"prefix\":{\"source\":\"/scanner/\"}}")).isTrue();
        assertThat(holds("{\"suffix\":{\"type\":\".completed\"}}")).isTrue();
        assertThat(holds("{\"suffix\":{\"type\":\".started\"}}")).isFalse();
        assertThat(holds("{\"exact\":{\"count\":\"3\"}}")).isTrue();
        assertThat(holds("{\"exact\":{\"specversion\":\"1.0\"}}")).isTrue();
        assertThat(holds("{\"prefix\":{\"missing\":\"x\"}}")).isFalse();
        assertThat(holds("{\"not\":{\"prefix\":{\"missing\":\"x\"}}}")).isTrue();
    }

    @Test
    void an_array_holds_as_a_whole_and_filters_combine() {
        assertThat(holds("[]")).isTrue();
        assertThat(holds("[{\"exact\":{\"tenantid\":\"acme\"}},{\"exact\":{\"id\":\"1\"}}]"))
                .isTrue();
        assertThat(holds("[{\"exact\":{\"tenantid\":\"acme\"}},{\"exact\":{\"id\":\"2\"}}]"))
                .isFalse();
        assertThat(holds("{\"any\":[{\"exact\":{\"id\":\"2\"}},{\"exact\":{\"id\":\"1\"}}]}"))
                .isTrue();
        assertThat(holds("{\"all\":[{\"exact\":{\"id\":\"2\"}},{\"exact\":{\"id\":\"1\"}}]}"))
                .isFalse();
    }

    @Test
    void data_compares_by_pointer() {
        assertThat(holds("{\"data\":{\"/total\":1000}}")).isTrue();
        assertThat(holds("{\"data\":{\"/total\":{\">\":999,\"<=\":1e3}}}")).isTrue();
        assertThat(holds("{\"data\":{\"/total\":{\">\":1000}}}")).isFalse();
        assertThat(holds("{\"data\":{\"/rate\":1.5}}")).isTrue();
        assertThat(holds("{\"data\":{\"/name\":\"Films\",\"/done\":true,\"/none\":null}}"))
                .isTrue();
        assertThat(holds("{\"data\":{\"/name\":1}}")).isFalse();
        assertThat(holds("{\"data\":{\"/missing\":null}}")).isFalse();
        assertThat(holds("{\"data\":{\"/files/0/a~1b\":7}}")).isTrue();
        assertThat(holds("{\"data\":{\"/files/01\":\"x\"}}")).isFalse();
        assertThat(holds("{\"data\":{\"/files/1\":\"x\"}}")).isTrue();
        assertThat(holds("{\"data\":{\"/files/2\":\"x\"}}")).isFalse();
        assertThat(holds("{\"data\":{\"/files\":\"x\"}}")).isFalse();
        assertThat(FilterParser.data("/total>=1000").test(SCAN)).isTrue();
        assertThat(FilterParser.data("/total<1000").test(SCAN)).isFalse();
        assertThat(FilterParser.data("/name=Films").test(SCAN)).isTrue();
        assertThat(FilterParser.data("/name!=Films").test(SCAN)).isFalse();
        assertThat(FilterParser.data("/done=true").test(SCAN)).isTrue();
        assertThat(FilterParser.data("/name=").test(SCAN)).isFalse();
    }

    @Test
    void numbers_that_are_far_apart_compare_at_once() {
        Event far = event(Map.of("n", new BigDecimal("1E+999999999")));

        assertThat(FilterParser.data("/n>1E-999999999").test(far)).isTrue();
        assertThat(FilterParser.data("/n=1E+999999999").test(far)).isTrue();
        assertThat(FilterParser.parse("{\"data\":{\"/n\":{\"<\":1E+999999998}}}")
                        .test(far))
                .isFalse();
    }

    @Test
    void what_is_no_filter_is_told_with_its_place() {
        String deep = "{\"not\":".repeat(33) + "{\"exact\":{\"id\":\"1\"}}" + "}".repeat(33);
        String many = "[" + "{\"exact\":{\"id\":\"1\"}},".repeat(100) + "{\"exact\":{\"id\":\"1\"}}]";
        for (String filter : List.of(
                "",
                "x",
                "1",
                "{}",
                "{\"exact\":{\"id\":\"1\"}} x",
                "{\"exact\":{\"id\":\"1\"},\"prefix\":{\"id\":\"1\"}}",
                "{\"exact\":{\"id\":\"1\"},\"exact\":{\"id\":\"1\"}}",
                "{\"exact\":{}}",
                "{\"exact\":{\"id\":1}}",
                "{\"exact\":{\"id\":\"\"}}",
                "{\"exact\":{\"ID\":\"x\"}}",
                "{\"any\":[]}",
                "{\"not\":[]}",
                "{\"data\":{\"total\":1}}",
                "{\"data\":{\"/a~2\":1}}",
                "{\"data\":{\"/a\":{\"like\":1}}}",
                "{\"data\":{\"/a\":[1]}}",
                "[" + "x".repeat(FilterParser.MAX_LENGTH),
                "[".repeat(5_000),
                "{\"data\":{\"/a\":1e5555555555}}",
                deep,
                many)) {
            assertThatThrownBy(() -> FilterParser.parse(filter))
                    .as(filter)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.INVALID_FILTER));
        }
        assertThatThrownBy(() -> FilterParser.parse("[{\"any\":[{\"exakt\":{\"id\":\"1\"}}]}]"))
                .hasMessageContaining("/0/any/0")
                .hasMessageContaining("did you mean \"exact\"");
        assertThatThrownBy(() -> FilterParser.data("/total")).hasMessageContaining("like /total>=10");
    }

    @Test
    void words_are_found_in_type_subject_and_data_in_any_case() {
        Event event = Event.of(EventDraft.builder("scan.completed")
                .id("1")
                .source("/s")
                .subject("Films")
                .time(Instant.EPOCH)
                .data(EventData.json("{\"note\":\"Grüße aus Köln\"}"))
                .build());

        assertThat(TextSearch.of("COMPLETED films  köln").test(event)).isTrue();
        assertThat(TextSearch.of("completed berlin").test(event)).isFalse();
        assertThatThrownBy(() -> TextSearch.of("a ".repeat(21))).hasMessageContaining("20 words");
    }
}

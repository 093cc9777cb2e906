// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.Severity;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An event comes back as it was given, to the byte. */
interface FidelityContract extends StoreContract {

    @Test
    default void every_attribute_comes_back_as_it_was_given() {
        NewEvent full = events().next(draft -> draft.subject("folder/file 1.txt")
                .source("https://example.org/a?b=c#d")
                .dataSchema("https://example.org/schema/1")
                .correlationId("0195-c")
                .causationId("0195-b")
                .actor("user:42")
                .tenant("acme")
                .severity(Severity.WARN)
                .extension(Event.TRACE_PARENT, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .extension(Event.HOPS, 3)
                .extension("flag", true));
        NewEvent sparse = events().next(draft -> draft.data(EventData.none()));

        assertKept(List.of(full, sparse));
    }

    @Test
    default void extensions_keep_their_kinds() {
        NewEvent event = events().next(draft -> draft.extension("text", "7")
                .extension("number", 7)
                .extension("least", Integer.MIN_VALUE)
                .extension("most", Integer.MAX_VALUE)
                .extension("truth", true)
                .extension("lie", false)
                .extension("word", "true")
                .extension("quoted", "\"a\\\"b\\\\\"")
                .extension("blank", " ")
                .extension("0", "name of a digit"));

        assertKept(List.of(event));
        assertThat(log().get(0).event().extensions()).isEqualTo(event.event().extensions());
    }

    @Test
    default void bytes_of_every_value_come_back() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }

        assertKept(data(
                EventData.of("application/octet-stream", bytes),
                EventData.of("text/plain", bytes),
                EventData.of(EventData.JSON, bytes),
                EventData.of("image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})));
    }

    @Test
    default void data_that_is_almost_text_comes_back_byte_for_byte() {
        assertKept(data(
                EventData.of("text/plain", new byte[] {'a', 0, 'b'}),
                EventData.of("text/plain", new byte[] {0}),
                EventData.of("text/plain", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}),
                EventData.of("text/plain", new byte[] {(byte) 0xc0, (byte) 0xaf}),
                EventData.of("text/plain", new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'x'}),
                EventData.of("text/plain", new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbd}),
                EventData.of("text/plain", "line\r\nline\n\ttab \u0085\u2028".getBytes(StandardCharsets.UTF_8)),
                EventData.of("text/plain;charset=iso-8859-1", new byte[] {(byte) 0xe4, (byte) 0xf6}),
                EventData.of("text/plain", "AAEC".getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    default void json_comes_back_in_the_words_it_was_given() {
        assertKept(data(
                EventData.json(" { \"b\" : 1 , \"a\" : 2.50 , \"a\" : 1e400 }\n"),
                EventData.json("123456789012345678901234567890.10"),
                EventData.json("\"\\u0000 \\ud83d\\ude00 \ud83d\ude00 \\/\""),
                EventData.json("null"),
                EventData.json("this is not JSON {")));
    }

    @Test
    default void no_data_empty_data_and_null_are_three_things() {
        assertKept(data(
                EventData.none(),
                EventData.of(EventData.JSON, new byte[0]),
                EventData.of("application/octet-stream", new byte[0]),
                EventData.json("null"),
                EventData.json("\"\"")));
        assertThat(log())
                .extracting(each -> each.event().data().isNone())
                .containsExactly(true, false, false, false, false);
    }

    @Test
    default void content_types_come_back_as_they_were_given() {
        byte[] bytes = "{}".getBytes(StandardCharsets.UTF_8);
        assertKept(data(
                EventData.of("application/json; charset=UTF-8", bytes),
                EventData.of("Application/JSON", bytes),
                EventData.of("application/vnd.example+json;v=\"1;2\"", bytes),
                EventData.of("text/json", bytes),
                EventData.of("weird", bytes)));
    }

    @Test
    default void texts_beyond_the_basic_plane_come_back() {
        String text = "𝄞 😀 日本語 e\u0301 \u00e9 \u202e ' \" \\ % _ ; -- \uFFFD \uFF5E";
        NewEvent event = events().next(draft -> draft.id("id " + text)
                .source("/s " + text)
                .subject(text)
                .dataSchema("x:" + text)
                .actor(text)
                .tenant(text)
                .correlationId(text)
                .causationId(text)
                .extension("text", text)
                .data(EventData.json("\"" + "😀".repeat(500) + "\"")));

        assertKept(List.of(event));
        assertThat(store().find("id " + text)).hasSize(1);
        assertThat(store().stream(text))
                .hasValueSatisfying(stream -> assertThat(stream.subject()).isEqualTo(text));
        assertThat(store().count(EventQuery.builder()
                        .subject(text)
                        .actor(text)
                        .tenant(text)
                        .correlationId(text)
                        .causationId(text)
                        .sources(List.of("/s " + text))
                        .build()))
                .isEqualTo(1);
    }

    @Test
    default void times_come_back_in_the_words_they_were_given() {
        List<NewEvent> made = new ArrayList<>();
        for (String text : List.of(
                "2026-02-03T05:05:06Z",
                "2026-02-03T05:05:06.0Z",
                "2026-02-03T05:05:06.000000Z",
                "2026-02-03T05:05:06.123456789+01:00",
                "2026-02-03T05:05:06-11:30",
                "2026-02-03T05:05Z",
                "2024-02-29T23:59:59.999999999+14:00",
                "1969-12-31T23:59:59.999999Z",
                "1582-10-10T00:00:00Z",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999Z",
                "-0044-03-15T12:00:00Z",
                "+294276-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00+18:00",
                "+999999999-12-31T23:59:59.999999999-18:00")) {
            made.add(events().next(draft -> draft.timeText(text)));
        }

        assertKept(made);
        assertThat(log())
                .extracting(each -> each.event().timeText())
                .containsExactlyElementsOf(
                        made.stream().map(each -> each.event().timeText()).toList());
    }

    @Test
    default void recorded_times_keep_their_microseconds() {
        List<NewEvent> made = new ArrayList<>();
        for (String time : List.of(
                "2026-02-03T05:05:06.000001Z",
                "2026-02-03T05:05:06.999999Z",
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "1700-01-01T00:00:00.000001Z",
                "2200-12-31T23:59:59.999999Z")) {
            made.add(SampleEvents.recorded(events().next().event().toDraft(), Instant.parse(time)));
        }

        assertKept(made);
        assertThat(log())
                .extracting(StoredEvent::recordedTime)
                .containsExactlyElementsOf(
                        made.stream().map(NewEvent::recordedTime).toList());
    }

    private List<NewEvent> data(EventData... data) {
        List<NewEvent> made = new ArrayList<>();
        for (EventData each : data) {
            made.add(events().next(draft -> draft.data(each)));
        }
        return made;
    }

    /** Appends the events and asserts that every way of reading gives them back. */
    private void assertKept(List<NewEvent> made) {
        append(made);
        assertLogIs(made);
        for (NewEvent each : made) {
            assertThat(store().find(each.event().id()))
                    .extracting(StoredEvent::event)
                    .containsExactly(each.event());
        }
        assertThat(store().query(EventQuery.builder()
                                .order(EventQuery.Order.ASCENDING)
                                .limit(100)
                                .build())
                        .events())
                .isEqualTo(log());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.store.Hash;
import io.carillon.events.store.StoredEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventTableTest {

    private static final long SEED = 20_260_131;
    /** Texts that a table could be broken with, or that a spreadsheet takes for a formula. */
    private static final List<String> ODD = List.of(
            "x",
            "=1+1",
            "'=1+1",
            "''",
            "'",
            "+1",
            "-1",
            "@x",
            "a,b",
            "\"",
            "\"a\" ",
            ",",
            " ",
            "  x ",
            "null",
            "\u20ac \ud83d\ude00",
            "\ufeffx",
            "a;b",
            "\\",
            "{}");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static EventTable table(String text) throws IOException {
        return new EventTable(new ByteArrayInputStream(utf8(text)));
    }

    private static StoredEvent stored(long position, EventDraft draft) {
        return new StoredEvent(
                position, 1, Event.of(draft), Instant.EPOCH, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, false);
    }

    /** What comes back of an export of these. */
    private static List<EventDraft> moved(List<EventDraft> drafts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ExportForm.CSV.head());
        for (int i = 0; i < drafts.size(); i++) {
            bytes.writeBytes(ExportForm.CSV.line(stored(i + 1, drafts.get(i))));
        }
        EventTable table = new EventTable(new ByteArrayInputStream(bytes.toByteArray()));
        List<EventDraft> back = new ArrayList<>();
        while (table.next()) {
            back.add(table.draft());
        }
        return back;
    }

    private static EventDraft.Builder draft(String id) {
        return EventDraft.builder("a.b").id(id).source("/s").timeText("2026-01-31T12:00:00Z");
    }

    @Test
    void lines_with_the_largest_data_come_back_too() throws IOException {
        byte[] bytes = new byte[1024 * 1024];
        new Random(SEED).nextBytes(bytes);
        String bells = "\u0007".repeat(bytes.length);
        List<EventDraft> drafts = List.of(
                draft("bytes").data(EventData.of("image/png", bytes)).build(),
                draft("bells").data(EventData.of("text/plain", utf8(bells))).build());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = 0; i < drafts.size(); i++) {
            file.writeBytes(ExportForm.NDJSON.line(stored(i + 1, drafts.get(i))));
        }

        EventLines lines = new EventLines(new ByteArrayInputStream(file.toByteArray()));

        for (EventDraft draft : drafts) {
            assertThat(lines.next()).isTrue();
            assertThat(lines.draft().data()).isEqualTo(draft.data());
        }
        assertThat(lines.next()).isFalse();
    }

    @Test
    void every_attribute_and_all_data_come_back_as_they_were() throws IOException {
        List<Function<EventDraft.Builder, EventDraft.Builder>> kinds = List.of(
                event -> event,
                event -> event.data(EventData.json("{\"a\": [1.0,\r\n \"x,\\\"y\\\"\"]}\n")),
                event -> event.data(EventData.json("-5")),
                event -> event.data(EventData.json("null")),
                event -> event.data(EventData.of("application/cloudevents+json; v=\"1,0\"", utf8(" {} "))),
                event -> event.data(EventData.of("text/plain", new byte[0])),
                event -> event.data(EventData.of("text/plain", utf8("\r\n=\"a\",\u0000\n\n"))),
                event -> event.data(EventData.of("text/plain", utf8("'=x"))),
                event -> event.data(EventData.of("text/plain; charset=latin1", new byte[] {(byte) 0xE9, '\n'})),
                event -> event.data(EventData.of("application/octet-stream", new byte[0])),
                event -> event.data(EventData.of("image/png", new byte[] {(byte) 0xFB, (byte) 0xFF, 0, '\n', '"'})),
                event -> event.extension("flag", true).extension("count", -7).extension("text", "7"),
                event -> event.extension("correlationid", 5).extension("tenantid", false),
                event -> event.timeText("2026-01-31T12:00:00.123456789+01:00").dataSchema("https://example.org/a?b=,"),
                event -> event.extension("deleted", true).extension("severitytext", "strange"));
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            drafts.add(kinds.get(i).apply(draft("kind-" + i)).build());
        }
        for (String odd : ODD) {
            drafts.add(EventDraft.builder("a.b")
                    .id(odd)
                    .source(odd)
                    .subject(odd)
                    .timeText("2026-01-31T12:00:00Z")
                    .dataSchema(odd)
                    .correlationId(odd)
                    .causationId(odd)
                    .actor(odd)
                    .tenant(odd)
                    .extension("severitytext", odd)
                    .extension("more", odd)
                    .data(EventData.of("text/plain", utf8(odd)))
                    .build());
        }

        assertThat(moved(drafts)).isEqualTo(drafts);
    }

    @Test
    void whatever_the_bytes_of_data_are_they_come_back() throws IOException {
        Random random = new Random(SEED);
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] =
                        (byte) (random.nextInt(4) > 0 ? "\",\r\n'=a".charAt(random.nextInt(7)) : random.nextInt(256));
            }
            drafts.add(draft("r" + i).data(EventData.of("text/csv", bytes)).build());
        }

        assertThat(moved(drafts)).as("seed " + SEED).isEqualTo(drafts);
    }

    @Test
    void what_a_spreadsheet_would_take_for_a_formula_begins_with_an_apostrophe() {
        for (String formula : List.of("=1", "+1", "-1", "@x", "\tx", "\rx", "'=1")) {
            assertThat(SpreadsheetCell.write(formula).replace("\"", "")).isEqualTo("'" + formula);
        }
        assertThat(SpreadsheetCell.write("1=1")).isEqualTo("1=1");
    }

    @Test
    void data_of_a_mebibyte_of_quotes_is_within_the_length_of_a_row() throws IOException {
        EventDraft quotes = draft("q")
                .data(EventData.of("text/plain", utf8("\"".repeat(1024 * 1024))))
                .build();

        assertThat(moved(List.of(quotes))).containsExactly(quotes);
    }

    @Test
    void columns_are_found_by_name_in_any_order_and_those_without_need_may_be_missing() throws IOException {
        EventTable table = table("\ufeff\"type\",data,id,source\r\na.b,\"{\"\"n\"\":1}\",1,/s\n\n,,,\na.b,,2,/s");

        assertThat(table.next()).isTrue();
        assertThat(table.draft())
                .isEqualTo(EventDraft.builder("a.b")
                        .id("1")
                        .source("/s")
                        .data(EventData.json("{\"n\":1}"))
                        .build());
        assertThat(table.next()).isTrue();
        assertThat(table.line()).isEqualTo(4);
        assertThatThrownBy(table::draft).hasMessageContaining("id must be given");
        assertThat(table.next()).isTrue();
        assertThat(table.draft().data().isNone()).isTrue();
        assertThat(table.next()).isFalse();
        assertThat(table.lines()).isEqualTo(5);
    }

    @Test
    void a_first_line_that_does_not_name_the_columns_of_events_is_refused_with_what_is_wrong() {
        assertUnusable("", "no first line");
        assertUnusable("id,source,type,colour\n", "\"colour\" is not a column");
        assertUnusable("id,source,type,subjekt\n", "did you mean \"subject\"");
        assertUnusable("id,source,type,id\n", "the column id is there twice");
        assertUnusable("id,type\n", "the column source is missing");
        assertUnusable(
                "id;source;type\n",
                "\"id;source;type\" is not a column of events: columns are apart by commas, not by semicolons");
        assertUnusable("ID,source,type\n", "\"ID\" is not a column of events; did you mean \"id\"?");
        assertUnusable("id,source,type,\n", "\"\" is not a column");
        assertUnusable("id,source,\"type\n", "opens a quote in cell 3 that nothing closes");
        assertUnusable("x,".repeat(CsvRows.MAX_CELLS) + "x\n", "has more than 100 cells");
    }

    @Test
    void a_row_that_breaks_a_rule_in_quotes_says_how_many_lines_it_takes() throws IOException {
        EventTable table = table("""
                id,source,type,subject
                1,/s,a.b,"x
                2,/s,a.b,"y
                3,/s,a.b,z
                4,/s,a.b,"open
                5,/s,a.b,
                6,/s,a.b,
                """);

        assertThat(table.next()).isTrue();
        assertThatThrownBy(table::draft)
                .hasMessageContaining("after the closing quote of cell 4; it takes 2 lines, to line 3,");
        assertThat(table.next()).isTrue();
        assertThat(table.draft().id()).contains("3");
        assertThat(table.next()).isTrue();
        assertThat(table.line()).isEqualTo(5);
        assertThatThrownBy(table::draft)
                .hasMessageContaining("in cell 4 that nothing closes; it takes 3 lines, to line 7,");
        assertThat(table.next()).isFalse();
    }

    @Test
    void a_quote_that_nothing_closes_in_the_last_line_takes_that_line_only() throws IOException {
        EventTable table = table("id,source,type,subject\n4,/s,a.b,\"open");

        assertThat(table.next()).isTrue();
        assertThatThrownBy(table::draft).hasMessageEndingWith("that nothing closes");
    }

    private static void assertUnusable(String text, String why) {
        assertThatThrownBy(() -> table(text))
                .as(text)
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ProblemCode.INVALID_BODY);
                    assertThat(e.problem().hint()).contains("datacontenttype, dataencoding, data");
                });
    }

    @Test
    void a_row_that_cannot_be_used_says_why_and_the_next_one_is_read() throws IOException {
        for (List<String> bad : List.of(
                List.of("1,/s", "the row has 2 cells, the first line names 6"),
                List.of("1,/s,a.b,,,,", "the row has 7 cells"),
                List.of("1,/s,a.b,x\"y,,", "has a quote inside of cell 4"),
                List.of("1,/s,a.b,\"x\"y,,", "after the closing quote of cell 4"),
                List.of("1,/s,a.b,x\ry,,", "carriage return"),
                List.of(",/s,a.b,x,,", "id must be given"),
                List.of("1,/s,a b,x,,", "type may hold"),
                List.of("1,/s,a.b,x,hex,", "dataencoding must be base64 or empty, got \"hex\""),
                List.of("1,/s,a.b,?,base64,", "data must be base64"),
                List.of("1,/s,a.b,\"\"\"\\ud800\"\"\",,", "lone surrogates"),
                List.of("1,/s,a.b,x,,[]", "extensions must be a JSON object"),
                List.of("1,/s,a.b,x,,{", "extensions must be a JSON object"),
                List.of("1,/s,a.b,x,,{} {}", "extensions go on"),
                List.of("1,/s,a.b,x,,\"{\"\"a\"\":1.5}\"", "a must be a text, a number of 32 bits"),
                List.of("1,/s,a.b,x,,\"{\"\"a\"\":1,\"\"a\"\":2}\"", "extensions must be a JSON object"),
                List.of("1,/s,a.b,x,,\"{\"\"hash\"\":\"\"1\"\"}\"", "hash is set by the host"))) {
            EventTable table = table("id,source,type,data,dataencoding,extensions\n" + bad.get(0) + "\n2,/s,a.b,,,\n");
            assertThat(table.next()).isTrue();
            assertThatThrownBy(table::draft)
                    .as(bad.get(0))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining(bad.get(1));
            assertThat(table.next()).isTrue();
            assertThat(table.draft().id()).as(bad.get(0)).contains("2");
            assertThat(table.next()).isFalse();
        }
        EventTable twice = table("id,source,type,tenantid,extensions\n1,/s,a.b,x,\"{\"\"tenantid\"\":\"\"y\"\"}\"");
        assertThat(twice.next()).isTrue();
        assertThatThrownBy(twice::draft).hasMessageContaining("tenantid has a column of its own");
    }

    @Test
    void a_row_that_is_too_long_is_not_kept_and_the_next_one_is_read() throws IOException {
        EventTable table =
                table("id,source,type\n" + "x".repeat(CsvRows.MAX_ROW_BYTES + 1) + ",/s,a.b\n2,/s,a.b\n1,/s,\"a\n\nb");

        assertThat(table.next()).isTrue();
        assertThatThrownBy(table::draft).hasMessageContaining("is longer than " + CsvRows.MAX_ROW_BYTES);
        assertThat(table.next()).isTrue();
        assertThat(table.draft().id()).contains("2");
        assertThat(table.next()).isTrue();
        assertThat(table.line()).isEqualTo(4);
        assertThatThrownBy(table::draft).hasMessageContaining("nothing closes");
        assertThat(table.next()).isFalse();
        assertThat(table.lines()).isEqualTo(6);
    }

    @Test
    void bytes_that_are_no_text_are_refused() throws IOException {
        byte[] bytes = utf8("id,source,type\n?,/s,a.b\n");
        bytes[15] = (byte) 0xFF;
        EventTable table = new EventTable(new ByteArrayInputStream(bytes));

        assertThat(table.next()).isTrue();
        assertThatThrownBy(table::draft).hasMessageContaining("is not UTF-8 in cell 1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The forms are written out a second time here: whoever changes one breaks every log there is. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LogHashTest {

    private static final Instant RECORDED = Instant.parse("2026-02-03T04:05:06.789012Z");

    private static final EventDraft DRAFT = EventDraft.builder("scan.completed")
            .id("id-1")
            .source("/plugins/x")
            .subject("scan/Fünf")
            .timeText("2026-02-03T05:05:06+01:00")
            .dataSchema("carillon:scan.completed:1")
            .data(EventData.json("{\"n\":1}"))
            .extension("a", "text")
            .extension("b", 7)
            .extension("c", true)
            .extension("traceparent", "00-1-1-00")
            .build();

    @Test
    void texts_of_any_length_are_hashed_whole() throws IOException {
        String longer = "ä".repeat(3_000);
        EventDraft draft = DRAFT.toBuilder()
                .extension("a", longer)
                .extension("b", "x".repeat(500))
                .extension("c", longer)
                .build();
        Form form = new Form("carillon.envelope.1");
        form.text("/plugins/x").text("id-1").text("scan.completed").text("scan/Fünf");
        form.text("2026-02-03T05:05:06+01:00").text("carillon:scan.completed:1").text("application/json");
        form.out.writeLong(1_770_091_506_789_012L);
        form.out.writeInt(4);
        form.text("a").text("S").text(longer);
        form.text("b").text("S").text("x".repeat(500));
        form.text("c").text("S").text(longer);
        form.text("traceparent").text("S").text("00-1-1-00");

        assertThat(LogHash.envelope(Event.of(draft), RECORDED)).isEqualTo(form.hash());
    }

    @Test
    void the_envelope_form_is_as_written_down() throws IOException {
        Form form = new Form("carillon.envelope.1");
        form.text("/plugins/x").text("id-1").text("scan.completed").text("scan/Fünf");
        form.text("2026-02-03T05:05:06+01:00").text("carillon:scan.completed:1").text("application/json");
        form.out.writeLong(1_770_091_506_789_012L);
        form.out.writeInt(4);
        form.text("a")
                .text("S")
                .text("text")
                .text("b")
                .text("I")
                .text("7")
                .text("c")
                .text("B")
                .text("true");
        form.text("traceparent").text("S").text("00-1-1-00");

        assertThat(LogHash.envelope(Event.of(DRAFT), RECORDED)).isEqualTo(form.hash());
    }

    @Test
    void the_payload_form_is_as_written_down() throws IOException {
        assertThat(LogHash.payload(DRAFT.data()))
                .isEqualTo(new Form("carillon.payload.1")
                        .text("application/json")
                        .text("{\"n\":1}")
                        .hash());
        Form none = new Form("carillon.payload.1").text("");
        none.out.writeInt(-1);
        assertThat(LogHash.payload(EventData.none())).isEqualTo(none.hash());
    }

    @Test
    void the_body_form_is_as_written_down() throws IOException {
        Form form = new Form("carillon.body.1");
        form.text("scan.completed").text("scan/Fünf").text("2026-02-03T05:05:06+01:00");
        form.text("carillon:scan.completed:1");
        form.out.writeInt(3);
        form.text("a")
                .text("S")
                .text("text")
                .text("b")
                .text("I")
                .text("7")
                .text("c")
                .text("B")
                .text("true");
        form.text("application/json").text("{\"n\":1}");

        assertThat(LogHash.body(DRAFT)).isEqualTo(form.hash());
    }

    @Test
    void the_chain_form_is_as_written_down() throws IOException {
        Hash envelope = LogHash.payload(EventData.json("1"));
        Hash payload = LogHash.payload(EventData.json("2"));
        Form form = new Form("carillon.chain.1");
        form.out.write(Hash.ZERO.bytes());
        form.out.writeLong(42);
        form.out.write(envelope.bytes());
        form.out.write(payload.bytes());

        assertThat(LogHash.chain(Hash.ZERO, 42, envelope, payload)).isEqualTo(form.hash());
    }

    @Test
    void times_far_away_are_written_too() {
        Event event = Event.of(DRAFT);

        assertThat(LogHash.envelope(event, Instant.parse("9999-12-31T23:59:59.999999Z")))
                .isNotEqualTo(LogHash.envelope(event, Instant.parse("0001-01-01T00:00:00.000001Z")));
    }

    @Test
    void a_retry_with_another_trace_or_identity_is_the_same_body() {
        assertThat(LogHash.body(DRAFT.toBuilder()
                        .extension("traceparent", "00-2-2-00")
                        .id(null)
                        .source(null)
                        .build()))
                .isEqualTo(LogHash.body(DRAFT));
    }

    @Test
    void every_part_of_the_body_counts() {
        List<UnaryOperator<EventDraft.Builder>> changes = List.of(
                b -> b.subject(null),
                b -> b.subject("scan/6"),
                b -> b.timeText(null),
                b -> b.timeText("2026-02-03T05:05:06.0+01:00"),
                b -> b.dataSchema(null),
                b -> b.data(EventData.json("{\"n\":2}")),
                b -> b.data(EventData.of("text/json", "{\"n\":1}".getBytes(StandardCharsets.UTF_8))),
                b -> b.extension("b", "7"),
                b -> b.extension("d", "more"));
        Hash original = LogHash.body(DRAFT);

        assertThat(changes.stream()
                        .map(change ->
                                LogHash.body(change.apply(DRAFT.toBuilder()).build())))
                .doesNotContain(original)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_hash_reads_what_it_writes() {
        Hash hash = LogHash.payload(EventData.json("1"));

        assertThat(Hash.parse(hash.toString())).isEqualTo(hash).hasSameHashCodeAs(hash);
        hash.bytes()[0]++;
        assertThat(Hash.parse(hash.toString())).isEqualTo(hash);
    }

    private static final class Form {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Form(String label) throws IOException {
            text(label);
        }

        Form text(String text) throws IOException {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
            return this;
        }

        Hash hash() {
            try {
                return Hash.of(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
    }
}

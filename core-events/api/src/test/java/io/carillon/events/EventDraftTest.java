// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventDraftTest {

    @EventType("order.created")
    record OrderCreated(String order) {}

    record Unnamed(String text) {}

    @Test
    void a_record_names_its_type() {
        EventDraft draft = EventDraft.of(new OrderCreated("o-1"));

        assertThat(draft.type()).isEqualTo("order.created");
        assertThat(draft.ephemeral()).isFalse();
    }

    @Test
    void a_record_without_a_type_says_how_to_give_one() {
        assertThatThrownBy(() -> EventDraft.of(new Unnamed("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@EventType");
    }

    @Test
    void a_system_event_has_title_text_and_severity() {
        EventDraft draft = EventDraft.system("disk.low", "Disk low", "3 % left", Severity.WARN);

        assertThat(draft.extensions()).containsEntry(Event.SEVERITY, "WARN");
        assertThat(draft.data()).isEqualTo(EventData.of(Map.of("title", "Disk low", "message", "3 % left")));
    }

    @Test
    void a_builder_that_starts_from_a_draft_checks_what_was_changed() {
        EventDraft draft = EventDraft.builder("a.b")
                .id("1")
                .source("/s")
                .subject("s")
                .timeText("2026-01-31T13:00:00.000+01:00")
                .extension("x", "y")
                .build();

        assertThat(draft.toBuilder().build()).isEqualTo(draft);
        assertThat(draft.toBuilder().build().time()).isEqualTo(draft.time());
        for (EventDraft.Builder changed : List.of(
                draft.toBuilder().id("\n"),
                draft.toBuilder().source("\n"),
                draft.toBuilder().subject("\n"),
                draft.toBuilder().dataSchema("\n"),
                draft.toBuilder().timeText("yesterday"),
                draft.toBuilder().extension("x", "\n"),
                draft.toBuilder().extension("X", "y"),
                draft.toBuilder().data(EventData.of("a\nb", new byte[0])))) {
            assertThatThrownBy(changed::build).isInstanceOf(InvalidEventException.class);
        }
    }

    @Test
    void a_time_is_the_one_its_text_says() {
        for (String text : List.of(
                "2026-01-31T12:00:00.123456789Z",
                "0001-01-01T00:00:00Z",
                "0000-12-31T23:59:59Z",
                "9999-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z")) {
            EventDraft draft =
                    EventDraft.builder("a.b").time(Instant.parse(text)).build();

            assertThat(draft.time()).contains(Instant.parse(text));
            assertThat(draft.timeText()).contains(Instant.parse(text).toString());
        }
        EventDraft.Builder tooFar = EventDraft.builder("a.b").time(Instant.MAX);
        assertThatThrownBy(tooFar::build).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void the_time_is_kept_in_its_own_words() {
        EventDraft draft = EventDraft.builder("a.b")
                .timeText("2026-01-31T13:00:00.000+01:00")
                .build();

        assertThat(draft.timeText()).contains("2026-01-31T13:00:00.000+01:00");
        assertThat(draft.time()).contains(Instant.parse("2026-01-31T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "a.", ":a", "a b", "ä.b", "a.b\n", "a*"})
    void a_type_of_other_shape_is_refused_by_name(String type) {
        assertThatThrownBy(() -> EventDraft.builder(type).build())
                .isInstanceOfSatisfying(InvalidEventException.class, e -> {
                    assertThat(e.attribute()).isEqualTo("type");
                    assertThat(e.code()).isEqualTo("invalid-event");
                    assertThat(e.retryable()).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b", "auth:login", "com.github/pull_request.opened", "A-1.B_2"})
    void a_type_of_the_right_shape_is_taken(String type) {
        assertThat(EventDraft.builder(type).build().type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"type, 128", "subject, 512", "id, 255", "source, 512", "dataschema, 512"})
    void every_length_is_taken_at_the_limit_and_refused_beyond(String attribute, int limit) {
        assertThat(with(attribute, "x".repeat(limit))).isNotNull();
        assertThatThrownBy(() -> with(attribute, "x".repeat(limit + 1)))
                .isInstanceOfSatisfying(InvalidEventException.class, e -> assertThat(e.attribute())
                        .isEqualTo(attribute));
    }

    private static EventDraft with(String attribute, String value) {
        EventDraft.Builder builder = EventDraft.builder(attribute.equals("type") ? value : "a.b");
        switch (attribute) {
            case "subject" -> builder.subject(value);
            case "id" -> builder.id(value);
            case "source" -> builder.source(value);
            case "dataschema" -> builder.dataSchema(value);
            default -> {}
        }
        return builder.build();
    }

    @Test
    void a_limit_counts_characters_not_their_halves() {
        assertThat(with("subject", "\uD83D\uDD14".repeat(512)).subject().orElseThrow())
                .hasSize(1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"line\nbreak", "nul\0", "\uD800", "tail\uDC00", "esc\u001b[31m"})
    void control_characters_and_lone_surrogates_are_refused(String subject) {
        assertThatThrownBy(() -> with("subject", subject))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("U+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequence", "recordedtime", "revision", "hash", "replayid"})
    void what_the_host_sets_cannot_be_given(String name) {
        assertThatThrownBy(() -> EventDraft.builder("a.b").extension(name, "1").build())
                .hasMessageContaining("set by the host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "with-dash", "abcdefghijklmnopqrstu", "id", "data"})
    void an_extension_name_of_other_shape_is_refused(String name) {
        assertThatThrownBy(() -> EventDraft.builder("a.b").extension(name, "1").build())
                .isInstanceOf(InvalidEventException.class);
    }

    @Test
    void extensions_are_strings_integers_or_booleans() {
        assertThat(EventDraft.builder("a.b")
                        .extension("s", "x")
                        .extension("i", 5)
                        .extension("b", true)
                        .build()
                        .extensions())
                .containsExactly(Map.entry("b", true), Map.entry("i", 5), Map.entry("s", "x"));
        assertThatThrownBy(() -> EventDraft.builder("a.b").extension("d", 1.5).build())
                .hasMessageContaining("java.lang.Double");
    }

    @Test
    void extensions_together_have_a_limit() {
        assertThat(EventDraft.builder("a.b")
                        .extension("x", "y".repeat(8 * 1024 - 1))
                        .build()
                        .extensions())
                .hasSize(1);
        assertThatThrownBy(() -> EventDraft.builder("a.b")
                        .extension("x", "y".repeat(8 * 1024 - 1))
                        .extension("z", "1")
                        .build())
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("8192");
    }

    @Test
    void a_draft_and_its_builder_share_nothing() {
        EventDraft draft = EventDraft.builder("a.b").extension("x", "1").build();

        draft.toBuilder().extension("x", "2").subject("s").build();

        assertThat(draft.extensions()).containsEntry("x", "1");
        assertThat(draft.subject()).isEmpty();
        assertThatThrownBy(() -> draft.extensions().put("y", "1")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(draft.toBuilder().build()).isEqualTo(draft).hasSameHashCodeAs(draft);
    }

    @Test
    void an_event_needs_identity_and_time() {
        EventDraft draft = EventDraft.builder("a.b").id("1").source("/s").build();

        assertThatThrownBy(() -> Event.of(draft)).hasMessageContaining("time");
        assertThatThrownBy(() -> Event.of(
                        draft.toBuilder().time(Instant.EPOCH).data(Map.of()).build()))
                .hasMessageContaining("encoded");
        assertThat(Event.of(draft.toBuilder().time(Instant.EPOCH).build())
                        .toDraft()
                        .id())
                .contains("1");
    }

    @Test
    void an_event_reads_its_well_known_extensions() {
        Event event = Event.of(EventDraft.builder("a.b")
                .id("1")
                .source("/s")
                .time(Instant.EPOCH)
                .correlationId("c")
                .causationId("k")
                .actor("ann")
                .tenant("acme")
                .extension(Event.SEVERITY, "error")
                .extension(Event.HOPS, 3)
                .build());

        assertThat(event.correlationId()).contains("c");
        assertThat(event.causationId()).contains("k");
        assertThat(event.actor()).contains("ann");
        assertThat(event.tenant()).contains("acme");
        assertThat(event.severity()).contains(Severity.ERROR);
        assertThat(event.hops()).isEqualTo(3);
    }
}

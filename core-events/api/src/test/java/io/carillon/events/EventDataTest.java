// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventDataTest {

    @Test
    void bytes_cannot_be_changed_from_outside() {
        byte[] given = {1, 2, 3};
        EventData data = EventData.of("application/octet-stream", given);

        given[0] = 9;
        data.bytes()[1] = 9;

        assertThat(data.bytes()).containsExactly(1, 2, 3);
        ByteBuffer view = data.buffer();
        assertThatThrownBy(() -> view.put(0, (byte) 9)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "Application/JSON; charset=utf-8, true",
        "application/cloudevents+json, true",
        "text/json, true",
        "text/plain, false",
        "application/jsonlines, false"
    })
    void knows_json_by_its_content_type(String contentType, boolean json) {
        assertThat(EventData.of(contentType, new byte[0]).isJson()).isEqualTo(json);
    }

    @Test
    void none_is_not_the_same_as_empty() {
        assertThat(EventData.none().isNone()).isTrue();
        assertThat(EventData.of("text/plain", new byte[0]).isNone()).isFalse();
        assertThat(EventData.none()).isNotEqualTo(EventData.of("text/plain", new byte[0]));
        assertThatThrownBy(() -> EventData.of(" ", new byte[0])).hasMessageContaining("content type");
    }

    @Test
    void a_value_is_encoded_when_it_is_bound_and_decoded_once() {
        AtomicInteger decodes = new AtomicInteger();
        DataBinding binding = new DataBinding() {
            @Override
            public byte[] encode(Object value) {
                return ("\"" + value + "\"").getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public Object decode(byte[] json) {
                decodes.incrementAndGet();
                return "decoded";
            }

            @Override
            public <T> T bind(byte[] json, Class<T> type) {
                return type.cast("bound");
            }
        };

        EventData unbound = EventData.of("hello");
        assertThatThrownBy(unbound::bytes).isInstanceOf(IllegalStateException.class);
        EventData data = unbound.bind(binding);

        assertThat(data.text()).isEqualTo("\"hello\"");
        assertThat(data.value()).isSameAs(data.value()).isEqualTo("decoded");
        assertThat(decodes).hasValue(1);
        assertThat(data.as(String.class)).isEqualTo("bound");
        assertThat(data.bind(binding)).isSameAs(data);
    }

    @Test
    void says_why_there_is_no_view() {
        assertThatThrownBy(() -> EventData.none().value()).hasMessageContaining("no data");
        assertThatThrownBy(() -> EventData.of("text/plain", new byte[] {65}).value())
                .hasMessageContaining("text/plain");
        assertThatThrownBy(() -> EventData.json("{}").value()).hasMessageContaining("not bound");
    }

    @Test
    void its_text_form_never_shows_the_payload() {
        assertThat(EventData.json("{\"password\":\"secret\"}").toString()).isEqualTo("application/json, 21 bytes");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.InvalidEventException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JsonBindingTest {

    record Part(String name, double weight) {}

    record Order(String id, Instant at, Duration took, List<Part> parts) {}

    record Measured(float value) {}

    private final JsonBinding binding = new JsonBinding(JsonBindingTest.class.getClassLoader());

    private static byte[] utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static void check(String json) {
        JsonText.check(ByteBuffer.wrap(utf8(json)));
    }

    @Test
    void a_record_goes_to_json_and_back_with_times_as_iso_text() {
        Order order = new Order(
                "o", Instant.parse("2026-01-31T12:00:00Z"), Duration.ofSeconds(90), List.of(new Part("p", 1.5)));

        byte[] json = binding.encode(order);

        assertThat(new String(json, StandardCharsets.UTF_8)).contains("\"2026-01-31T12:00:00Z\"", "\"PT1M30S\"");
        assertThat(binding.bind(json, Order.class)).isEqualTo(order);
    }

    @Test
    void unknown_properties_do_not_matter_and_misfits_name_their_place() {
        assertThat(binding.bind(utf8("{\"name\":\"n\",\"weight\":2,\"colour\":\"red\"}"), Part.class))
                .isEqualTo(new Part("n", 2));
        assertThatThrownBy(() -> binding.bind(utf8("{\"parts\":[{\"weight\":1},{\"weight\":\"x\"}]}"), Order.class))
                .isInstanceOfSatisfying(InvalidEventException.class, e -> assertThat(e.attribute())
                        .isEqualTo("data/parts/1/weight"));
        assertThatThrownBy(() -> binding.bind(utf8("{\"name\":\"a\"}"), Part.class)) // a missing number is not zero
                .isInstanceOfSatisfying(InvalidEventException.class, e -> assertThat(e.attribute())
                        .isEqualTo("data/weight"));
        assertThatThrownBy(() -> binding.bind(utf8("{\"at\":\"yesterday\"}"), Order.class))
                .isInstanceOfSatisfying(InvalidEventException.class, e -> assertThat(e.attribute())
                        .isEqualTo("data/at"));
    }

    @Test
    void what_json_cannot_hold_is_refused_by_place() {
        assertThatThrownBy(() -> binding.encode(Map.of("a", List.of(1.0, Double.NaN))))
                .isInstanceOfSatisfying(InvalidEventException.class, e -> assertThat(e.attribute())
                        .startsWith("data/a"));
        assertThatThrownBy(() -> binding.encode(new Measured(Float.POSITIVE_INFINITY)))
                .isInstanceOfSatisfying(InvalidEventException.class, e -> assertThat(e.attribute())
                        .isEqualTo("data/value"));
        assertThatThrownBy(() -> binding.encode(new Object())).isInstanceOf(InvalidEventException.class);
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> binding.encode(endless)).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void the_plain_view_is_of_jdk_types_and_immutable_to_the_bottom() {
        Object value = binding.decode(utf8("{\"z\":1,\"a\":[1.10,9223372036854775808,null,true],\"m\":{\"t\":\"x\"}}"));

        assertThat(value).isInstanceOf(Map.class);
        Map<?, ?> map = (Map<?, ?>) value;
        assertThat(new ArrayList<Object>(map.keySet())).isEqualTo(List.of("z", "a", "m"));
        assertThat(map.get("z")).isEqualTo(1L);
        List<?> list = (List<?>) Objects.requireNonNull(map.get("a"));
        assertThat(list.get(0)).isEqualTo(new BigDecimal("1.10"));
        assertThat(list.get(1)).isEqualTo(new BigDecimal("9223372036854775808"));
        assertThat(list.get(2)).isNull();
        assertThatThrownBy(() -> map.remove("z")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) Objects.requireNonNull(map.get("m"))).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void every_limit_holds_to_the_point() {
        check("[".repeat(JsonText.MAX_DEPTH) + "]".repeat(JsonText.MAX_DEPTH));
        assertThatThrownBy(() -> check("[".repeat(JsonText.MAX_DEPTH + 1) + "]".repeat(JsonText.MAX_DEPTH + 1)))
                .isInstanceOf(InvalidEventException.class);
        check("1".repeat(JsonText.MAX_NUMBER));
        assertThatThrownBy(() -> check("1".repeat(JsonText.MAX_NUMBER + 1))).isInstanceOf(InvalidEventException.class);
        check("[" + String.join(",", Collections.nCopies(JsonText.MAX_TOKENS - 2, "1")) + "]");
        assertThatThrownBy(() -> check("[" + String.join(",", Collections.nCopies(JsonText.MAX_TOKENS - 1, "1")) + "]"))
                .isInstanceOf(InvalidEventException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"a\":2}",
                "1 2",
                "{} x",
                "NaN",
                "'a'",
                "{\"a\":{\"b\":01}}",
                "\"\\x\""
            })
    void what_is_not_one_json_value_is_refused(String text) {
        assertThatThrownBy(() -> check(text)).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused_even_if_they_are_json_otherwise() {
        byte[] utf16 = "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> JsonText.check(ByteBuffer.wrap(utf16))).isInstanceOf(InvalidEventException.class);
        assertThatThrownBy(() -> JsonText.check(ByteBuffer.wrap(new byte[] {'"', (byte) 0xff, '"'})))
                .hasMessageContaining("UTF-8");
    }
}

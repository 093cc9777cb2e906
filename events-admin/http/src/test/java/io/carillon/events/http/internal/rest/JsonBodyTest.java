// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JsonBodyTest {

    private static String refusal(String body) {
        return assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> JsonBody.parse(body.getBytes(StandardCharsets.UTF_8), "a"))
                .satisfies(refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.MALFORMED_JSON))
                .actual()
                .problem()
                .detail();
    }

    @Test
    void where_what_is_not_ended_began_is_told_by_line_and_column() {
        assertThat(refusal("{\n  \"a\": [1"))
                .contains("start marker at line 2, column 8)")
                .doesNotContain("[", "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":{\"b\":1",
                "{\"a\":\"b",
                "{\"a\":1,\"a\":2}",
                "{\"a\":tru}",
                "{} {}",
                "{'a':1}"
            })
    void nothing_of_the_library_is_told(String body) {
        assertThat(refusal(body)).doesNotContain("Source", "REDACTED", "StreamRead", "`", "com.", "Feature");
    }

    @Test
    void limits_are_told_without_the_names_of_their_settings() {
        assertThat(refusal("{\"a\":" + "[".repeat(101))).doesNotContain("StreamRead", "`");
        assertThat(refusal("{\"a\":" + "1".repeat(101) + "}")).doesNotContain("StreamRead", "`");
    }
}

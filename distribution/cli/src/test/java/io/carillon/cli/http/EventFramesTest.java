// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.carillon.cli.http.EventFrames.Frame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventFramesTest {

    private static final int LIMIT = 100;

    private static EventFrames frames(String text) {
        return new EventFrames(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "6", LIMIT);
    }

    private static List<Frame> all(String text) throws IOException {
        EventFrames frames = frames(text);
        List<Frame> all = new ArrayList<>();
        for (Optional<Frame> next = frames.next(); next.isPresent(); next = frames.next()) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void frames_are_read_as_the_standard_says() throws IOException {
        String text = String.join(
                "\n",
                List.of(
                        "retry: 2000",
                        ": hello",
                        "",
                        "data: a\r",
                        "data:b\r",
                        "whatever: c\r",
                        "\r",
                        "id: 7",
                        "event: x",
                        "data",
                        "",
                        "id: 8",
                        "",
                        "id: 9\0",
                        "data: é",
                        "retry: soon",
                        "",
                        "data: broken off",
                        ""));

        assertThat(all(text))
                .containsExactly(
                        new Frame("message", "6", "", 2_000),
                        new Frame("message", "6", "a\nb", Frame.AS_BEFORE),
                        new Frame("x", "7", "", Frame.AS_BEFORE),
                        new Frame("message", "8", "", Frame.AS_BEFORE),
                        new Frame("message", "8", "é", Frame.AS_BEFORE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "data: y\n", "data\n", "event: z\n"})
    void a_frame_without_an_end_is_refused_at_the_limit(String piece) {
        assertThatIOException()
                .isThrownBy(() -> frames(piece.repeat(LIMIT + 1)).next())
                .withMessage("a frame has more than 100 characters");
    }

    @Test
    void a_frame_of_as_many_characters_as_are_allowed_is_taken() throws IOException {
        String data = "x".repeat(LIMIT - "data:".length());

        assertThat(all("data:" + data + "\n\n")).singleElement().satisfies(frame -> assertThat(frame.data())
                .isEqualTo(data));
        assertThatIOException().isThrownBy(() -> all("data:" + data + "x\n\n"));
    }
}

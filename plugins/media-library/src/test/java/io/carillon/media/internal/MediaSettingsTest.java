// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MediaSettingsTest {

    private static MediaSettings settings(List<Library> libraries, int rescanSeconds) {
        return new MediaSettings(
                libraries,
                Duration.ofSeconds(rescanSeconds),
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                1L << 30,
                8_192);
    }

    @Test
    void a_library_is_a_name_and_an_absolute_path() {
        assertThat(Library.parse(" films = /srv/media/films "))
                .isEqualTo(new Library("films", Path.of("/srv/media/films")));
        assertThat(Library.parse("a=/b=c").root()).isEqualTo(Path.of("/b=c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"films", "=", "films=", "=/srv", "films=relative/path", "a b=/srv", "../x=/srv", "-x=/srv"})
    void anything_else_is_refused_and_shown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Library.parse(text))
                .withMessageContaining("got \"");
    }

    @Test
    void a_name_has_at_most_64_characters() {
        assertThat(Library.of("n".repeat(64), "/srv").name()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> Library.of("n".repeat(65), "/srv"));
    }

    @Test
    void a_name_is_given_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(List.of(Library.of("a", "/x"), Library.of("a", "/y")), 300))
                .withMessageContaining("\"a\" more than once");
    }

    @Test
    void a_folder_is_given_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(List.of(Library.of("a", "/x"), Library.of("b", "/y/../x")), 300))
                .withMessageContaining("the folder /x more than once");
    }

    @Test
    void there_are_at_most_64_libraries() {
        List<Library> most = IntStream.range(0, 64)
                .mapToObj(i -> Library.of("n" + i, "/srv/" + i))
                .toList();
        assertThat(settings(most, 300).libraries()).hasSize(64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(
                        IntStream.range(0, 65)
                                .mapToObj(i -> Library.of("n" + i, "/srv/" + i))
                                .toList(),
                        300));
    }

    @Test
    void numbers_out_of_range_are_refused_with_the_range() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(List.of(), 0))
                .withMessageContaining("rescanSeconds must be 1 to 604800, got 0");
    }
}

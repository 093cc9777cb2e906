// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SkipWatchTest {

    private final SkipWatch watch = new SkipWatch();

    @Test
    void dense_pages_that_grow_are_fine() {
        watch.page(0, List.of());
        watch.page(0, List.of(1L, 2L));
        watch.page(0, List.of(1L, 2L, 3L));
        watch.page(3, List.of(4L));
        watch.end(List.of(1L, 2L, 3L, 4L, 5L));

        assertThat(watch.breaches()).isEmpty();
        assertThat(watch.highest()).isEqualTo(4);
    }

    @Test
    void a_skipped_position_is_found_at_once_and_in_the_end() {
        watch.page(0, List.of(1L, 3L));
        watch.page(3, List.of(4L));
        watch.end(List.of(1L, 2L, 3L, 4L));

        assertThat(watch.breaches()).containsExactly("after 1 came 3", "position 2 was never shown");
    }

    @Test
    void a_position_that_appears_below_what_was_seen_is_found() {
        watch.page(0, List.of(1L, 3L));
        watch.page(0, List.of(1L, 2L, 3L));

        assertThat(watch.breaches()).containsExactly("after 1 came 3", "position 2 appeared after 3 was seen");
    }

    @Test
    void a_position_that_vanishes_is_found() {
        watch.page(0, List.of(1L, 2L, 3L));
        watch.page(0, List.of(1L, 2L));

        assertThat(watch.breaches()).containsExactly("the page after 0 ends at 2, though 3 was seen");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class TextOrderTest {

    @Test
    void random_texts_are_ordered_like_their_bytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String a = text(random);
            String b = text(random);
            assertThat(Integer.signum(TextOrder.compare(a, b)))
                    .as("seed %d: %s and %s", seed, a, b)
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8))));
        }
    }

    private static String text(Random random) {
        int[] points = {'a', 'b', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f600, 0x10ffff};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    @Test
    void a_group_comes_before_its_members_and_the_next_group_after_them() {
        assertThat(
                        List.of(List.of("c", "b"), List.of("d"), List.of("c"), List.of("c", "a"), List.of("cc", "a"))
                                .stream()
                                .sorted(TextOrder.INSTANCE))
                .containsExactly(List.of("c"), List.of("c", "a"), List.of("c", "b"), List.of("cc", "a"), List.of("d"));
    }
}

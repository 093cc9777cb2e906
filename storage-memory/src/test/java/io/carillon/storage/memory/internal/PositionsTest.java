// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class PositionsTest {

    @Test
    void positions_behave_like_a_list_whatever_is_added_and_removed() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Positions positions = new Positions();
        List<Long> model = new ArrayList<>();
        long next = 1;
        for (int i = 0; i < 10_000; i++) {
            int what = random.nextInt(10);
            if (what < 6 || model.isEmpty()) {
                next += 1 + random.nextInt(3);
                positions.addLast(next);
                model.add(next);
            } else if (what < 9) {
                positions.removeFirst();
                model.remove(0);
            } else {
                positions.removeLast();
                model.remove(model.size() - 1);
            }
            long beyond = random.nextInt((int) next + 2);
            assertThat(positions.size()).as("seed %d", seed).isEqualTo(model.size());
            assertThat(positions.indexAfter(beyond))
                    .as("seed %d: beyond %d of %s", seed, beyond, model)
                    .isEqualTo(model.stream().filter(each -> each <= beyond).count());
            if (!model.isEmpty()) {
                int index = random.nextInt(model.size());
                assertThat(positions.get(index)).as("seed %d", seed).isEqualTo(model.get(index));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PackingTest {

    private static final int LARGE = 50 * 1024;

    @Test
    void bytes_stand_one_behind_the_other_however_far_it_grows() {
        Packing packing = new Packing();
        byte[] expected = new byte[LiveSettings.MAX_FLIGHT * 3];
        for (int i = 0; i < expected.length; i += 1_000) {
            byte[] part = new byte[Math.min(1_000, expected.length - i)];
            Arrays.fill(part, (byte) i);
            System.arraycopy(part, 0, expected, i, part.length);
            packing.put(part);
        }

        assertThat(packing.size()).isEqualTo(expected.length);
        assertThat(Arrays.copyOf(packing.array(), packing.size())).isEqualTo(expected);
    }

    @Test
    void what_was_large_is_given_back_and_used_by_the_next() {
        Packing first = new Packing();
        first.put(new byte[LARGE]);
        byte[] large = first.array();

        first.clear();
        assertThat(first.array()).isEmpty();
        List<byte[]> used = new ArrayList<>();
        for (int i = 0; i < LiveSettings.SPARE_FLIGHTS; i++) { // other tests may have left theirs
            Packing next = new Packing();
            next.put(new byte[LARGE]);
            used.add(next.array());
        }

        assertThat(used).anyMatch(array -> array == large);
    }

    @Test
    void a_client_keeps_what_is_small() {
        Packing packing = new Packing();
        packing.put(new byte[2_000]);
        byte[] kept = packing.array();

        packing.clear();
        packing.put(new byte[1_000]);

        assertThat(packing.array()).isSameAs(kept);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
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
        assertThat(packing.bytes()).isEqualTo(ByteBuffer.wrap(expected));
    }

    @Test
    void what_was_large_is_given_back_and_used_by_the_next() {
        Packing first = new Packing();
        first.put(new byte[LARGE]);
        byte[] large = first.bytes().array();

        first.clear();
        assertThat(first.bytes().array()).isEmpty();
        List<byte[]> used = new ArrayList<>();
        for (int i = 0; i < LiveSettings.SPARE_FLIGHTS; i++) { // other tests may have left theirs
            Packing next = new Packing();
            next.put(new byte[LARGE]);
            used.add(next.bytes().array());
        }

        assertThat(used).anyMatch(array -> array == large);
    }

    @Test
    void a_client_keeps_what_is_small() {
        Packing packing = new Packing();
        packing.put(new byte[2_000]);
        byte[] kept = packing.bytes().array();

        packing.clear();
        packing.put(new byte[1_000]);

        assertThat(packing.bytes().array()).isSameAs(kept);
    }

    @Test
    void a_piece_of_what_others_have_too_is_not_copied_until_something_else_comes_with_it() {
        byte[] block = {0, 1, 2, 3, 4, 5};
        Packing packing = new Packing();
        packing.share(block, 1, 3);
        packing.share(block, 3, 4);

        assertThat(packing.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(packing.bytes().array()).isSameAs(block);

        packing.share(block, 5, 6);
        packing.put(new byte[] {7});
        packing.share(block, 0, 1);

        assertThat(packing.size()).isEqualTo(6);
        assertThat(packing.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 5, 7, 0}));
        assertThat(block).as("not written to").containsExactly(0, 1, 2, 3, 4, 5);
        packing.clear();
        packing.put(new byte[] {8});
        assertThat(packing.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {8}));
    }
}

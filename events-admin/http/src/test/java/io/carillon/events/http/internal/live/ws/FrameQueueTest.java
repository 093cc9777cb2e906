// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.http.internal.live.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FrameQueueTest {

    private final List<String> heard = new ArrayList<>();
    private int demands;
    private int later;
    private int ends;
    private final FrameQueue queue = new FrameQueue(new Listening(), () -> demands++, () -> later++, Runnable::run);

    /** Is done with a frame when the test says so. */
    private final class Listening implements Dialogue {

        @Override
        public void begin(Connection connection, Runnable next) {
            // the test does it
        }

        @Override
        public void heard(String frame) {
            heard.add(frame);
        }

        @Override
        public void end() {
            ends++;
        }
    }

    @Test
    void nothing_is_asked_for_before_the_dialogue_has_begun() {
        assertThat(demands).isZero();

        queue.next();

        assertThat(demands).isEqualTo(1);
        assertThat(later).isZero();
    }

    @Test
    void the_next_frame_is_asked_for_inside_the_one_before_and_followed_behind_it() {
        queue.next();

        queue.take("a");
        queue.take("b");
        queue.take("c");

        assertThat(demands).isEqualTo(4);
        assertThat(heard).containsExactly("a");
        queue.next();
        assertThat(heard).containsExactly("a", "b");
        queue.next();
        queue.next();
        queue.take("d");
        assertThat(heard).containsExactly("a", "b", "c", "d");
        assertThat(demands).isEqualTo(5);
        assertThat(later).isZero();
    }

    @Test
    void with_too_many_frames_no_more_is_asked_for_until_half_of_them_are_dealt_with() {
        queue.next();
        for (int i = 0; i < FrameQueue.MAX_FRAMES; i++) {
            queue.take("frame " + i);
        }
        assertThat(demands).isEqualTo(FrameQueue.MAX_FRAMES + 1);

        queue.take("one more");

        assertThat(demands).isEqualTo(FrameQueue.MAX_FRAMES + 1);
        for (int i = 1; i < FrameQueue.MAX_FRAMES / 2; i++) {
            queue.next();
        }
        assertThat(later).isZero();
        queue.next();
        assertThat(later).as("once, and not at this moment").isEqualTo(1);
        queue.next();
        assertThat(later).isEqualTo(1);
        assertThat(demands).isEqualTo(FrameQueue.MAX_FRAMES + 1);
    }

    @Test
    void long_frames_count_by_their_characters() {
        queue.next();
        queue.take("first");

        queue.take("x".repeat(FrameQueue.MAX_CHARS - 1));
        assertThat(demands).isEqualTo(3);
        queue.take("x");

        assertThat(demands).isEqualTo(3);
        queue.next();
        assertThat(later).isEqualTo(1);
    }

    @Test
    void the_dialogue_ends_behind_the_frames_that_are_there() {
        queue.next();
        queue.take("a");
        queue.take("b");

        queue.close();

        assertThat(ends).isZero();
        queue.next();
        assertThat(heard).containsExactly("a", "b");
        assertThat(ends).isZero();
        queue.next();
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void without_frames_it_ends_at_once() {
        queue.next();

        queue.close();

        assertThat(ends).isEqualTo(1);
    }
}

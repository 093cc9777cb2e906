// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.store.Change;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CheckpointsTest {

    private final Checkpoints checkpoints = new Checkpoints();

    private static Change.Checkpoint at(long position, Long... finished) {
        return new Change.Checkpoint("p:d", position, List.of(finished));
    }

    @Test
    void a_position_of_an_earlier_opening_is_forgotten() {
        int before = checkpoints.opening();
        checkpoints.clear();

        assertThat(checkpoints.offer(before, at(501))).isFalse();

        assertThat(checkpoints.pending("p:d")).isEmpty();
        assertThat(checkpoints.take(10)).isEmpty();
    }

    @Test
    void what_travels_while_another_log_is_opened_is_neither_wanted_nor_given_back() {
        checkpoints.offer(checkpoints.opening(), at(501));
        List<Change.Checkpoint> taken = checkpoints.take(10);
        assertThat(checkpoints.stillWanted(taken)).isEqualTo(taken).hasSize(1);

        checkpoints.clear();
        checkpoints.giveBack(taken);

        assertThat(checkpoints.stillWanted(taken)).isEmpty();
        assertThat(checkpoints.pending("p:d")).isEmpty();
    }

    @Test
    void what_could_not_be_stored_is_given_back_unless_something_newer_came() {
        checkpoints.offer(checkpoints.opening(), at(5));
        List<Change.Checkpoint> taken = checkpoints.take(10);
        checkpoints.offer(checkpoints.opening(), at(7));

        checkpoints.giveBack(taken);

        assertThat(checkpoints.take(10)).extracting(Change.Checkpoint::position).containsExactly(7L);
    }

    @Test
    void what_was_superseded_never_comes_back() {
        checkpoints.offer(checkpoints.opening(), at(5));
        List<Change.Checkpoint> travelling = checkpoints.take(10);
        checkpoints.offer(checkpoints.opening(), at(6, 8L));

        checkpoints.supersede("p:d");
        checkpoints.giveBack(travelling);

        assertThat(checkpoints.stillWanted(travelling)).isEmpty();
        assertThat(checkpoints.take(10)).isEmpty();
    }

    @Test
    void finished_positions_travel_with_the_checkpoint_and_the_newest_counts() {
        checkpoints.offer(checkpoints.opening(), at(5, 7L, 9L));
        checkpoints.offer(checkpoints.opening(), at(5, 7L, 8L, 9L));

        assertThat(checkpoints.pending("p:d")).contains(at(5, 7L, 8L, 9L));
        assertThat(checkpoints.take(10)).containsExactly(at(5, 7L, 8L, 9L));
    }
}

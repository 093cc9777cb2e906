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

    @Test
    void a_position_of_an_earlier_opening_is_forgotten() {
        int before = checkpoints.opening();
        checkpoints.clear();

        assertThat(checkpoints.offer("p:d", before, 501)).isFalse();

        assertThat(checkpoints.pending("p:d")).isEmpty();
        assertThat(checkpoints.take(10)).isEmpty();
    }

    @Test
    void what_travels_while_another_log_is_opened_is_neither_wanted_nor_given_back() {
        checkpoints.offer("p:d", checkpoints.opening(), 501);
        List<Change.Checkpoint> taken = checkpoints.take(10);
        assertThat(checkpoints.stillWanted(taken)).isEqualTo(taken).hasSize(1);

        checkpoints.clear();
        checkpoints.giveBack(taken);

        assertThat(checkpoints.stillWanted(taken)).isEmpty();
        assertThat(checkpoints.pending("p:d")).isEmpty();
    }

    @Test
    void what_could_not_be_stored_is_given_back_unless_something_newer_came() {
        checkpoints.offer("p:d", checkpoints.opening(), 5);
        List<Change.Checkpoint> taken = checkpoints.take(10);
        checkpoints.offer("p:d", checkpoints.opening(), 7);

        checkpoints.giveBack(taken);

        assertThat(checkpoints.take(10)).extracting(Change.Checkpoint::position).containsExactly(7L);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.bus.internal.deliver.Ledger.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LedgerTest {

    private final Ledger ledger = new Ledger();

    @Test
    void the_checkpoint_is_what_was_read_while_nothing_is_unfinished() {
        ledger.begin(new Mark(10, List.of()));
        ledger.pass(11);
        ledger.pass(15);

        assertThat(ledger.mark()).isEqualTo(new Mark(15, List.of()));
    }

    @Test
    void the_checkpoint_stays_before_the_lowest_unfinished_position() {
        ledger.begin(new Mark(0, List.of()));
        for (int i = 1; i <= 5; i++) {
            ledger.open(i);
        }
        ledger.finish(2);
        ledger.finish(4);

        assertThat(ledger.mark()).isEqualTo(new Mark(0, List.of(2L, 4L)));

        ledger.finish(1);
        assertThat(ledger.mark()).isEqualTo(new Mark(2, List.of(4L)));
    }

    @Test
    void what_is_held_lets_the_checkpoint_pass_but_is_not_finished() {
        ledger.begin(new Mark(0, List.of()));
        ledger.open(1);
        ledger.open(2);
        ledger.open(3);
        ledger.hold(2);

        assertThat(ledger.mark()).isEqualTo(new Mark(0, List.of()));

        ledger.finish(1);
        assertThat(ledger.mark()).isEqualTo(new Mark(2, List.of()));
    }

    @Test
    void what_was_finished_before_is_not_done_again_and_stays_in_the_mark_until_it_is_read() {
        ledger.begin(new Mark(3, List.of(5L, 7L)));

        assertThat(ledger.mark()).isEqualTo(new Mark(3, List.of(5L, 7L)));
        assertThat(ledger.passFinished(4)).isFalse();
        ledger.open(4);
        assertThat(ledger.passFinished(5)).isTrue();
        assertThat(ledger.mark()).isEqualTo(new Mark(3, List.of(5L, 7L)));
        ledger.finish(4);
        assertThat(ledger.mark()).isEqualTo(new Mark(5, List.of(7L)));
        ledger.pass(6);
        assertThat(ledger.passFinished(7)).isTrue();
        assertThat(ledger.mark()).isEqualTo(new Mark(7, List.of()));
    }

    @Test
    void it_holds_as_many_as_a_checkpoint_takes_and_no_more() {
        ledger.begin(new Mark(0, List.of()));
        for (int i = 1; i <= Ledger.CAPACITY; i++) {
            assertThat(ledger.room()).isPositive();
            ledger.open(i);
        }
        assertThat(ledger.room()).isZero();
        assertThatThrownBy(() -> ledger.open(Ledger.CAPACITY + 1L)).isInstanceOf(IllegalStateException.class);
        for (int i = 2; i <= Ledger.CAPACITY; i++) {
            ledger.finish(i);
        }
        assertThat(ledger.room()).isZero();
        assertThat(ledger.mark().finished()).hasSize(Ledger.CAPACITY - 1);
        ledger.finish(1);
        assertThat(ledger.room()).isEqualTo(Ledger.CAPACITY);
    }

    @Test
    void impossible_news_is_refused() {
        ledger.begin(new Mark(5, List.of()));
        ledger.open(6);
        ledger.finish(6);
        assertThatThrownBy(() -> ledger.finish(6)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ledger.open(6)).isInstanceOf(IllegalArgumentException.class);
        ledger.open(7);
        ledger.open(8);
        ledger.finish(8);
        assertThatThrownBy(() -> ledger.finish(8)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_event_counts_as_attempted_once_its_first_attempt_ended_or_it_waits_for_nobody() {
        ledger.begin(new Mark(0, List.of()));
        ledger.open(1);
        ledger.pass(2);
        ledger.open(3);
        ledger.hold(3);

        assertThat(ledger.wasAttempted(1)).isFalse();
        assertThat(ledger.wasAttempted(2)).isTrue();
        assertThat(ledger.wasAttempted(3)).isTrue();
        assertThat(ledger.wasAttempted(4)).isFalse();
        ledger.attempted(1);
        assertThat(ledger.wasAttempted(1)).isTrue();
        assertThat(ledger.checkpoint()).isZero();
    }

    /** 100,000 random steps against sets, with restarts from the last mark that was taken. */
    @Test
    void it_agrees_with_a_model_that_keeps_everything() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeSet<Long> unfinished = new TreeSet<>();
        TreeSet<Long> finished = new TreeSet<>();
        long read = 0;
        Mark stored = new Mark(0, List.of());
        ledger.begin(stored);
        for (int step = 0; step < 100_000; step++) {
            int dice = random.nextInt(100);
            if (dice < 40 && ledger.room() > 0) {
                read++;
                if (ledger.passFinished(read)) {
                    assertThat(finished).as("seed " + seed).contains(read);
                } else if (random.nextInt(4) == 0) {
                    ledger.pass(read);
                } else {
                    ledger.open(read);
                    unfinished.add(read);
                }
            } else if (dice < 90 && !unfinished.isEmpty()) {
                long position = new ArrayList<>(unfinished).get(random.nextInt(unfinished.size()));
                ledger.finish(position);
                unfinished.remove(position);
                finished.add(position);
            } else if (dice < 98) {
                stored = ledger.mark();
            } else {
                ledger.begin(stored);
                read = stored.position();
                unfinished.clear();
                long from = read;
                Mark known = stored;
                finished.removeIf(each -> each > from && !known.finished().contains(each));
            }
            long checkpoint = unfinished.isEmpty() ? read : unfinished.first() - 1;
            assertThat(ledger.checkpoint()).as("seed " + seed + " step " + step).isEqualTo(checkpoint);
            if (step % 50 == 0) {
                assertThat(ledger.mark())
                        .as("seed " + seed + " step " + step)
                        .isEqualTo(new Mark(checkpoint, List.copyOf(finished.tailSet(checkpoint, false))));
            }
        }
    }
}

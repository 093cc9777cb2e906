// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.image.durability.Entry.Kind;
import io.carillon.image.durability.Verdict.Breach;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JudgeTest {

    private static final int EVENTS = 500;
    private static final String SOURCE = Producer.SOURCE;

    private final List<Entry> history = new ArrayList<>();
    private final List<LoggedEvent> log = new ArrayList<>();

    JudgeTest() {
        Random random = new Random(7);
        int[] next = new int[8];
        for (int position = 1; position <= EVENTS; position++) {
            int producer = random.nextInt(next.length);
            String id = "p" + producer + "-" + ++next[producer];
            history.add(entry(Kind.INVOKE, id, 0, "-"));
            history.add(entry(Kind.OK, id, position, "durable"));
            log.add(new LoggedEvent(position, SOURCE, id));
        }
    }

    private static Entry entry(Kind kind, String id, long position, String note) {
        return Entry.parse(new Entry(kind, id, position, 1, 1, note).line());
    }

    private Verdict verdict() {
        return Verdict.parse(Judge.judge(history, log, Set.of(SOURCE)).text());
    }

    private void replace(int position, LoggedEvent event) {
        log.set(position - 1, event);
    }

    @Test
    void a_log_that_holds_what_was_acknowledged_is_clean() {
        assertThat(verdict().clean()).isTrue();
        assertThat(verdict().acknowledged()).isEqualTo(EVENTS);
        assertThat(verdict().stored()).isEqualTo(EVENTS);
    }

    @Test
    void one_lost_event_is_found() {
        replace(250, new LoggedEvent(250, "urn:other", "x"));

        assertThat(verdict().breaches()).containsOnlyKeys(Breach.LOST);
    }

    @Test
    void one_missing_position_is_found() {
        log.remove(249);

        assertThat(verdict().breaches()).containsOnlyKeys(Breach.LOST, Breach.HOLE);
    }

    @Test
    void one_event_at_two_positions_is_found() {
        log.add(new LoggedEvent(EVENTS + 1, SOURCE, log.get(9).id()));

        assertThat(verdict().breaches()).containsOnlyKeys(Breach.DUPLICATE);
    }

    @Test
    void two_swapped_events_are_found() {
        LoggedEvent first = log.get(99);
        LoggedEvent second = log.get(100);
        replace(100, new LoggedEvent(100, SOURCE, second.id()));
        replace(101, new LoggedEvent(101, SOURCE, first.id()));

        assertThat(verdict().breaches()).containsKeys(Breach.MOVED, Breach.REAL_TIME_ORDER);
        assertThat(verdict().count(Breach.MOVED)).isEqualTo(2);
    }

    @Test
    void a_later_event_of_a_producer_before_an_earlier_one_is_found() {
        List<Integer> ofOne = IntStream.range(0, EVENTS)
                .filter(i -> log.get(i).id().startsWith("p3-"))
                .boxed()
                .toList();
        LoggedEvent earlier = log.get(ofOne.get(0));
        LoggedEvent later = log.get(ofOne.get(1));
        replace((int) earlier.position(), new LoggedEvent(earlier.position(), SOURCE, later.id()));
        replace((int) later.position(), new LoggedEvent(later.position(), SOURCE, earlier.id()));

        assertThat(verdict().breaches()).containsKey(Breach.PRODUCER_ORDER);
    }

    @Test
    void an_event_that_was_refused_or_never_sent_is_found() {
        history.add(entry(Kind.INVOKE, "p1-1000", 0, "-"));
        history.add(entry(Kind.FAIL, "p1-1000", 0, "422"));
        log.add(new LoggedEvent(EVENTS + 1, SOURCE, "p1-1000"));
        log.add(new LoggedEvent(EVENTS + 2, SOURCE, "p1-1001"));

        assertThat(verdict().breaches()).containsOnlyKeys(Breach.PHANTOM);
        assertThat(verdict().count(Breach.PHANTOM)).isEqualTo(2);
    }

    @Test
    void an_acknowledgement_that_is_not_durable_is_found() {
        history.set(1, entry(Kind.OK, log.get(0).id(), 1, "volatile"));

        assertThat(verdict().breaches()).containsOnlyKeys(Breach.NOT_DURABLE);
    }

    @Test
    void an_event_nobody_knows_of_may_be_in_the_log_or_not() {
        for (String id : List.of("p1-1000", "p1-1001")) {
            history.add(entry(Kind.INVOKE, id, 0, "-"));
            history.add(entry(Kind.UNKNOWN, id, 0, "EOFException"));
        }
        log.add(new LoggedEvent(EVENTS + 1, SOURCE, "p1-1001"));

        assertThat(verdict().clean()).isTrue();
        assertThat(verdict().open()).isEqualTo(2);
    }

    @Test
    void a_retry_counts_from_its_first_attempt() {
        Entry answer = history.remove(199);
        history.add(199, entry(Kind.UNKNOWN, answer.id(), 0, "EOFException"));
        history.add(entry(Kind.INVOKE, answer.id(), 0, "-"));
        history.add(answer);

        assertThat(verdict().clean()).isTrue();
    }
}

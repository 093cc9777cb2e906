// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.http.internal.FakeLog;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.http.internal.rest.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FeedTest {

    private static final int ROOM = 1 << 20;

    private final FakeLog log = new FakeLog();
    private final LogReads reads = new LogReads(new Host() {
        @Override
        public <T> T get(Class<T> capability) {
            return capability.cast(log);
        }
    });
    private final Tail tail = new Tail(1 << 20);
    private final Notes notes = new Notes();

    /** Writes down what is packed. */
    private static final class Notes implements Pack {

        private final List<String> said = new ArrayList<>();
        private int size;

        @Override
        public void event(int feed, EncodedEvent event) {
            said.add(String.valueOf(event.position()));
            size += event.length();
        }

        @Override
        public void caughtUp(int feed, long position) {
            said.add("caughtup " + position);
        }

        @Override
        public void gap(int feed, StartPoint.Gap gap) {
            said.add("gap " + gap.requested() + "-" + gap.earliest());
        }

        @Override
        public void position(int feed, long position) {
            said.add("position " + position);
        }

        @Override
        public void answer(byte[] frame) {
            said.add("answer");
        }

        @Override
        public void bye(Farewell farewell) {
            said.add("bye");
        }

        @Override
        public int size() {
            return size;
        }
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            long next = log.head().position() + 1;
            log.publish(List.of(EventDraft.builder(next % 2 == 0 ? "even" : "odd")
                    .source("/t")
                    .build()));
        }
    }

    private void follow() {
        tail.add(reads.after(tail.head(), Feed.PAGE).orElseThrow());
    }

    private static Feed feed(long position, long credit, String... types) {
        List<TypePattern> patterns =
                List.of(types).stream().map(TypePattern::new).toList();
        Selector filter = new Selector(patterns, List.of(), null, null, EventFilter.EVERYTHING);
        return new Feed(
                1,
                new Interest(filter, Principal.of("token:t", Role.ADMIN)),
                new StartPoint.Place(position, Optional.empty()),
                credit);
    }

    @Test
    void pages_of_the_log_are_read_once_for_those_who_are_at_the_same_place() {
        AtomicLong now = new AtomicLong();
        RecentPages recent = new RecentPages(now::get);
        publish(10);
        LogPage five = reads.after(2, 5).orElseThrow();
        recent.add(2, five);

        assertThat(recent.after(2)).containsSame(five);
        assertThat(recent.after(6)).containsSame(five);
        assertThat(recent.after(1)).as("before it").isEmpty();
        assertThat(recent.after(7)).as("behind it").isEmpty();
        now.addAndGet(RecentPages.KEPT.toNanos() + 1);
        assertThat(recent.after(2)).as("too old").isEmpty();
        recent.add(2, five);
        recent.forget();
        assertThat(recent.after(2)).isEmpty();
        byte[] big = new byte[1024 * 1024];
        long pages = 2 * RecentPages.MAX_WEIGHT / big.length;
        for (int i = 0; i < pages; i++) {
            log.publish(List.of(EventDraft.builder("big")
                    .source("/t")
                    .data(EventData.of("application/octet-stream", big))
                    .build()));
            long position = log.head().position();
            recent.add(position - 1, reads.after(position - 1, 1).orElseThrow());
        }
        assertThat(recent.after(log.head().position() - 1)).isPresent();
        long kept = 0;
        for (long position = 10; position < log.head().position(); position++) {
            kept += recent.after(position).map(LogPage::weight).orElse(0L);
        }
        assertThat(kept).isBetween(1L, RecentPages.MAX_WEIGHT);
    }

    @Test
    void goes_from_the_log_to_the_tail_at_exactly_the_next_position() {
        publish(3);
        tail.begin(3);
        publish(3);
        follow();
        Feed feed = feed(0, Feed.UNLIMITED);

        assertThat(feed.fill(notes, ROOM, tail, null)).isEqualTo(Feed.End.BEHIND);
        assertThat(notes.said).as("nothing may block here").isEmpty();
        assertThat(feed.fill(notes, ROOM, tail, reads)).isEqualTo(Feed.End.IDLE);
        publish(1);
        follow();
        feed.fill(notes, ROOM, tail, null);

        assertThat(notes.said).containsExactly("1", "2", "3", "4", "5", "6", "caughtup 6", "7");
    }

    @Test
    void begins_in_the_middle_of_a_page_of_the_tail() {
        assertThat(feed(0, Feed.UNLIMITED).fill(notes, ROOM, tail, reads))
                .as("nothing is known of the end of the log")
                .isEqualTo(Feed.End.IDLE);
        tail.begin(0);
        publish(4);
        follow();

        feed(2, Feed.UNLIMITED).fill(notes, ROOM, tail, null);

        assertThat(notes.said).containsExactly("3", "4", "caughtup 4");
    }

    @Test
    void a_full_flight_ends_where_the_next_one_begins() {
        tail.begin(0);
        publish(5);
        follow();
        Feed feed = feed(0, Feed.UNLIMITED, "odd");

        assertThat(feed.fill(notes, 1, tail, null)).isEqualTo(Feed.End.FULL);
        assertThat(notes.said).containsExactly("1");
        assertThat(feed.position()).as("what is not wanted is passed by").isEqualTo(2);
        assertThat(feed.settled()).isZero();
        feed.settle();
        assertThat(feed.settled()).isEqualTo(2);
        notes.size = 0;
        feed.fill(notes, ROOM, tail, null);

        assertThat(notes.said).containsExactly("1", "3", "5", "caughtup 5");
    }

    @Test
    void sends_no_more_than_it_has_credit_for() {
        tail.begin(0);
        publish(5);
        follow();
        Feed feed = feed(0, 2);

        feed.fill(notes, ROOM, tail, null);
        assertThat(notes.said).containsExactly("1", "2");
        feed.grant(1);
        feed.fill(notes, ROOM, tail, null);
        assertThat(notes.said).containsExactly("1", "2", "3");
        feed.refill(2);
        feed.fill(notes, ROOM, tail, null);

        assertThat(notes.said).startsWith("1", "2", "3", "4", "5");
    }

    @Test
    void who_is_further_back_than_the_tail_reads_the_log() {
        Tail small = new Tail(1);
        small.begin(0);
        publish(2);
        small.add(reads.after(0, 1).orElseThrow());
        small.add(reads.after(1, 1).orElseThrow());
        Feed feed = feed(0, Feed.UNLIMITED);

        assertThat(feed.fill(notes, ROOM, small, null)).isEqualTo(Feed.End.BEHIND);
        feed.fill(notes, ROOM, small, reads);

        assertThat(notes.said).containsExactly("1", "2", "caughtup 2");
    }

    @Test
    void a_start_beyond_the_end_of_the_log_is_a_gap() {
        publish(3);

        StartPoint.Place place = new StartPoint.After(9).find(reads);

        assertThat(place).isEqualTo(new StartPoint.Place(3, Optional.of(new StartPoint.Gap(9, 4))));
        assertThat(new StartPoint.After(3).find(reads).gap()).isEmpty();
        assertThat(new StartPoint.Earliest().find(reads).position()).isZero();
        assertThat(new StartPoint.New().find(reads).position()).isEqualTo(3);
    }
}

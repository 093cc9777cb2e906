// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.bus.internal.deliver.BookReading.Delivered;
import io.carillon.events.bus.internal.deliver.BookReading.Gap;
import io.carillon.events.bus.internal.deliver.BookWorld.Handled;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.Hash;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.WriteUnit;
import io.carillon.storage.memory.internal.MemoryEventStoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BookReadingTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long STEPS = Long.getLong("carillon.test.book", 12_000);

    private final EventStore store = new MemoryEventStoreProvider()
            .open(new StoreSettings("memory:", Path.of("target", "book"), Map.of(), Duration.ofSeconds(5)));
    private int gaps;
    private int exact;

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void what_it_says_is_true_whatever_was_stopped_killed_or_moved() {
        long seed = Long.getLong("carillon.test.seed", 1);
        System.out.println("book: " + STEPS + " steps from -Dcarillon.test.seed=" + seed);
        Random random = new Random(seed);
        BookWorld world = new BookWorld(random, store);
        try {
            for (long step = 0; step < STEPS; step++) {
                world.step();
                if (step % 20 == 0 && world.length() > 0) {
                    int back = random.nextBoolean() ? 200 : world.length();
                    check(world, Math.max(1, world.length() - random.nextInt(back)));
                }
            }
            for (long position = 1; position <= world.length(); position += 5) {
                check(world, position);
            }
        } catch (AssertionError e) {
            throw new AssertionError("-Dcarillon.test.seed=" + seed + ": " + e.getMessage(), e);
        }
        assertThat(gaps).as("answers that name a gap").isPositive();
        assertThat(exact).as("answers that name a stretch").isPositive();
    }

    private void check(BookWorld world, long position) {
        BookReading reading = world.reading(position);
        List<Handled> truth = world.truth(position);
        String what = position + ": " + reading + ", really " + truth;
        reading.last().ifPresent(last -> {
            if (world.isWanted(position) && !world.event(position).deleted()) {
                assertThat(truth).as(what).anyMatch(each -> fits(last, each));
                assertThat(last.times()).as(what).isLessThanOrEqualTo((int)
                        truth.stream().map(Handled::pass).distinct().count());
            }
        });
        Handled last = world.last(position);
        if (last == null || !world.isFinished(position)) {
            return;
        }
        if (!last.well() || reading.unsure() || last.pass() <= world.pass() - DeliveryBook.MAX_PASSES) {
            return; // a dead letter tells of it, or that it was discarded; or the pass is not kept any more
        }
        if (reading.gap().isPresent()) {
            assertThat(reading.gap().get()).as(what).matches(gap -> !last.at().isBefore(gap.from()));
            assertThat(reading.gap().get().to().orElse(Instant.MAX)).as(what).isAfterOrEqualTo(last.at());
            assertThat(reading.gap().get().version().orElse(last.version()))
                    .as(what)
                    .isEqualTo(last.version());
            gaps++;
        } else {
            assertThat(reading.last()).as(what).matches(found -> found.filter(each -> fits(each, last))
                    .isPresent());
            exact++;
        }
    }

    private static boolean fits(Delivered said, Handled really) {
        Stretch stretch = said.stretch();
        return stretch.handled() == really.well()
                && !really.at().isBefore(stretch.begin())
                && !really.at().isAfter(stretch.end())
                && stretch.until() - stretch.since() < 60_000
                && stretch.attempts() == really.attempts()
                && said.pass().version().equals(really.version());
    }

    private static StoredEvent event(long position, Instant recorded) {
        Event event = Event.of(EventDraft.builder("a.x")
                .source("/test")
                .id("e" + position)
                .subject("k")
                .time(START)
                .build());
        return new StoredEvent(position, 0, event, recorded, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, false);
    }

    private OpenBook begin(String version, long from, Instant at) {
        OpenBook book = new OpenBook(BookWorld.NAME, version, List.of("a.*"));
        book.begin(found(DeliveryBook.read(store, BookWorld.NAME), from), Long.MAX_VALUE / 2, at);
        store(book, at);
        return book;
    }

    private static Placement.Found found(DeliveryBook stored, long from) {
        return new Placement.Found(new Ledger.Mark(from, List.of()), List.of(), stored, false);
    }

    private void store(OpenBook book, Instant now) {
        store.commit(List.of(new WriteUnit(List.of(), book.changes(now))));
        book.stored();
    }

    private BookReading read(StoredEvent event) {
        return BookReading.of(store, BookWorld.NAME, Optional.empty(), event);
    }

    @Test
    void a_steady_flow_costs_one_stretch_a_second_and_events_of_other_types_between_cost_none() {
        OpenBook book = begin("1", 0, START);
        for (int i = 1; i <= 10_000; i++) {
            book.handled(i, i * 3L, START.plusMillis(i));
        }

        assertThat(book.snapshot().book().grains().get(0).rows()).hasSize(10);
        assertThat(book.snapshot().book().grains().get(1).rows()).hasSize(1);
    }

    @Test
    void those_that_end_out_of_order_join() {
        OpenBook book = begin("1", 0, START);
        int ended = 0;
        for (int i : new int[] {2, 4, 3, 1, 6, 5}) {
            book.handled(i, i, START.plusMillis(10L * ++ended));
        }

        assertThat(book.snapshot().book().grains().get(0).rows())
                .extracting(Stretch::parse)
                .containsExactly(new Stretch(
                        1,
                        1,
                        6,
                        START.plusMillis(10).toEpochMilli(),
                        START.plusMillis(60).toEpochMilli(),
                        1,
                        true,
                        -1,
                        ""));
    }

    @Test
    void one_that_is_missing_between_is_not_claimed() {
        OpenBook book = begin("1", 0, START);
        book.handled(1, 1, START);
        book.handled(3, 3, START);
        store(book, START);

        assertThat(read(event(2, START)).last()).isEmpty();
        assertThat(read(event(3, START)).last()).isPresent();
    }

    @Test
    void the_oldest_pages_go_and_nothing_is_claimed_of_what_was_on_them() {
        OpenBook book = begin("1", 0, START);
        int pages = DeliveryBook.PAGES + 2;
        long events = (long) pages * DeliveryBook.ROWS;
        for (long i = 1; i <= events; i++) { // two minutes apart, so that each is a stretch of its own in both grains
            book.handled(i, i, START.plus(Duration.ofMinutes(2 * i)));
            if (i % 1_000 == 0) {
                store(book, START.plus(Duration.ofMinutes(2 * i)));
            }
        }
        store(book, START.plus(Duration.ofMinutes(2 * events)));

        assertThat(store.documents(DeliveryBook.COLLECTION, "", "", "", 1_000))
                .hasSize(1 + DeliveryBook.PAGES * DeliveryBook.MOMENTS.size())
                .allMatch(each -> each.json().length() < 64 * 1024);
        BookReading oldest = read(event(1, START.plus(Duration.ofMinutes(2))));
        BookReading newest = read(event(events, START.plus(Duration.ofMinutes(2 * events))));
        assertThat(oldest).isEqualTo(new BookReading(Optional.empty(), Optional.empty(), false));
        assertThat(newest.last().orElseThrow().stretch().end()).isEqualTo(START.plus(Duration.ofMinutes(2 * events)));
        // The pages go on where they were.
        OpenBook next = begin("2", events, START.plus(Duration.ofDays(60)));
        assertThat(next.snapshot().book().grains().get(0).number()).isGreaterThanOrEqualTo(pages - 1L);
        assertThat(read(event(events, START.plus(Duration.ofMinutes(2 * events))))
                        .last())
                .isPresent();
    }

    @Test
    void full_pages_that_are_not_stored_are_bounded_too() {
        OpenBook book = begin("1", 0, START);
        for (int i = 1; i <= 3 * DeliveryBook.PAGES * DeliveryBook.ROWS; i++) {
            book.ended(i, "s:k", 2, true, START.plusMillis(i), Duration.ZERO);
        }

        assertThat(book.snapshot().unstored()).hasSize(DeliveryBook.PAGES * DeliveryBook.MOMENTS.size());
        assertThat(book.changes(START)).hasSize(1 + DeliveryBook.PAGES * DeliveryBook.MOMENTS.size());
    }

    @Test
    void passes_are_bounded_and_what_belongs_to_one_that_is_gone_is_not_claimed() {
        for (int i = 1; i <= DeliveryBook.MAX_PASSES + 1; i++) {
            Instant now = START.plusSeconds(i);
            OpenBook book = begin("v" + i, i - 1L, now);
            book.handled(1, i, now);
            store(book, now);
        }

        assertThat(DeliveryBook.read(store, BookWorld.NAME).passes()).hasSize(DeliveryBook.MAX_PASSES);
        assertThat(read(event(1, START)).last()).isEmpty();
        assertThat(read(event(2, START)).last().orElseThrow().pass().version()).isEqualTo("v2");
    }

    @Test
    void what_was_lost_is_said_to_be_between_the_last_writing_and_the_next_start() {
        OpenBook book = begin("1", 0, START);
        book.handled(1, 1, START.plusSeconds(1));
        store(book, START.plusSeconds(2));
        book.handled(2, 2, START.plusSeconds(3)); // lost
        Instant back = START.plusSeconds(60);

        assertThat(read(event(2, START)).gap())
                .contains(new Gap(START.plusSeconds(2), Optional.empty(), Optional.of("1")));
        begin("2", 2, back);

        assertThat(read(event(2, START)).last()).isEmpty();
        assertThat(read(event(2, START)).gap())
                .contains(new Gap(START.plusSeconds(2), Optional.of(back), Optional.of("1")));
        assertThat(read(event(1, START)).gap()).isEmpty();
    }

    @Test
    void of_an_event_that_was_appended_later_to_a_log_that_lost_its_end_nothing_is_claimed() {
        OpenBook book = new OpenBook(BookWorld.NAME, "1", List.of("a.*"));
        book.begin(found(DeliveryBook.empty(BookWorld.NAME), 0), 10, START);
        for (int i = 1; i <= 10; i++) {
            book.handled(i, i, START.plusSeconds(i));
        }
        store(book, START.plusSeconds(20));
        OpenBook after = new OpenBook(BookWorld.NAME, "1", List.of("a.*"));
        after.begin(found(DeliveryBook.read(store, BookWorld.NAME), 5), 5, START.plusSeconds(30));
        store(after, START.plusSeconds(30));

        assertThat(read(event(5, START)).last()).isPresent();
        assertThat(read(event(6, START.plusSeconds(40))).last()).isEmpty();
    }

    @Test
    void a_key_of_any_length_fits() {
        OpenBook book = begin("1", 0, START);
        String subject = "k ".repeat(255) + "k";
        Event event = Event.of(EventDraft.builder("a.x")
                .source("/test")
                .id("e8")
                .subject(subject)
                .time(START)
                .build());
        book.followed("s:" + subject, 8, START);
        store(book, START);

        assertThat(read(new StoredEvent(8, 0, event, START, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, false))
                        .last())
                .isPresent();
        assertThat(read(event(8, START)).last()).as("of another key").isEmpty();
    }
}

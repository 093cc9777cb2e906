// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.JobWork;
import io.carillon.events.store.CorruptEventException;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LogVerificationTest {

    private static final int EVENTS = 1_203;

    private final List<StoredEvent> log = new ArrayList<>();
    private Hash head = Hash.ZERO;
    private long first = 1;
    private long counted = EVENTS;
    private long total;
    private long done;
    private boolean cancelled;

    @BeforeEach
    void fill() {
        Hash chain = Hash.ZERO;
        for (int i = 1; i <= EVENTS; i++) {
            Event event = Event.of(EventDraft.builder("a.b")
                    .id("e" + i)
                    .source("/s")
                    .timeText("2026-01-31T12:00:00Z")
                    .data(EventData.json("{\"n\":" + i + "}"))
                    .build());
            NewEvent fresh = NewEvent.of(event, Instant.EPOCH.plusSeconds(i), LogHash.body(event.toDraft()));
            chain = LogHash.chain(chain, i, fresh.envelope(), fresh.payload());
            log.add(new StoredEvent(
                    i, 0, event, fresh.recordedTime(), fresh.body(), fresh.envelope(), fresh.payload(), chain, false));
        }
        head = chain;
    }

    private String verify() {
        EventsAdmin events = (EventsAdmin) Proxy.newProxyInstance(
                EventsAdmin.class.getClassLoader(),
                new Class<?>[] {EventsAdmin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "head" -> new LogHead(first, EVENTS, head, 1);
                    case "count" -> counted;
                    case "readAfter" -> read((Long) arguments[0], (Integer) arguments[1]);
                    default -> throw new AssertionError("not used here: " + method);
                });
        return new LogVerification(VerifiedLog.of(events)).run(new JobWork.Progress() {
            @Override
            public void total(long units) {
                total = units;
            }

            @Override
            public void done(long units) {
                done = units;
            }

            @Override
            public void checkCancelled() {
                if (cancelled) {
                    throw new CancellationException();
                }
            }
        });
    }

    private List<StoredEvent> read(long position, int limit) {
        return log.stream()
                .filter(stored -> stored.position() > position)
                .limit(limit)
                .toList();
    }

    private void change(int position, UnaryOperator<StoredEvent> change) {
        log.set(position - 1, change.apply(log.get(position - 1)));
    }

    @Test
    void a_log_that_is_as_it_was_written_is_verified_to_its_head() {
        assertThat(verify()).startsWith(EVENTS + " events verified up to position " + EVENTS);
        assertThat(total).isEqualTo(EVENTS);
        assertThat(done).isEqualTo(EVENTS);
    }

    @Test
    void the_first_bad_position_is_named_whatever_is_wrong_with_it() {
        Event other = Event.of(log.get(699).event().toDraft().toBuilder()
                .data(EventData.json("{}"))
                .build());
        change(700, was -> copy(was, other, was.payload(), was.chain()));
        assertBad(700);

        fillAgain();
        change(501, was -> copy(was, was.event(), was.payload(), Hash.ZERO));
        assertBad(501);

        fillAgain();
        Event renamed = Event.of(
                log.get(41).event().toDraft().toBuilder().subject("new").build());
        change(42, was -> copy(was, renamed, was.payload(), was.chain()));
        assertBad(42);

        fillAgain();
        log.remove(899);
        assertBad(900);

        fillAgain();
        log.remove(EVENTS - 2);
        assertBad(EVENTS - 1);

        fillAgain();
        log.subList(1_100, EVENTS).clear();
        assertBad(1_101);
    }

    @Test
    void a_payload_and_its_hash_changed_together_break_the_chain() {
        EventData forged = EventData.json("{\"n\":0}");
        Event event =
                Event.of(log.get(9).event().toDraft().toBuilder().data(forged).build());
        change(10, was -> copy(was, event, LogHash.payload(forged), was.chain()));

        assertBad(10);
    }

    @Test
    void an_end_that_was_written_again_does_not_lead_to_the_head() {
        EventData forged = EventData.json("{\"n\":0}");
        StoredEvent last = log.get(EVENTS - 1);
        Event event = Event.of(last.event().toDraft().toBuilder().data(forged).build());
        Hash payload = LogHash.payload(forged);
        Hash chain = LogHash.chain(log.get(EVENTS - 2).chain(), EVENTS, last.envelope(), payload);

        change(EVENTS, was -> copy(was, event, payload, chain));

        assertBad(EVENTS);
    }

    @Test
    void the_first_event_begins_the_chain() {
        change(1, was -> copy(was, was.event(), was.payload(), Hash.ZERO));

        assertBad(1);
    }

    private void fillAgain() {
        log.clear();
        fill();
    }

    private static StoredEvent copy(StoredEvent was, Event event, Hash payload, Hash chain) {
        return new StoredEvent(
                was.position(),
                was.revision(),
                event,
                was.recordedTime(),
                was.body(),
                was.envelope(),
                payload,
                chain,
                was.deleted());
    }

    private void assertBad(long position) {
        assertThatThrownBy(this::verify)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the event at position " + position + " ");
    }

    @Test
    void what_the_store_itself_reports_is_passed_on_with_its_position() {
        List<StoredEvent> intact = List.copyOf(log);
        EventsAdmin events = (EventsAdmin) Proxy.newProxyInstance(
                EventsAdmin.class.getClassLoader(), new Class<?>[] {EventsAdmin.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("head")) {
                        return new LogHead(1, EVENTS, intact.get(EVENTS - 1).chain(), 1);
                    }
                    throw new CorruptEventException(6, "payload");
                });
        JobWork.Progress progress = new NoProgress();

        assertThatThrownBy(() -> new LogVerification(VerifiedLog.of(events)).run(progress))
                .hasMessageContaining("position 6 is damaged");
    }

    @Test
    void a_truncated_log_is_verified_from_its_oldest_event() {
        log.subList(0, 100).clear();
        first = 101;
        counted = EVENTS - 100;

        assertThat(verify()).startsWith(EVENTS - 100 + " events verified");
    }

    @Test
    void deleted_data_is_no_damage_but_its_hashes_still_hold_the_chain() {
        change(700, was -> withoutData(was, was.payload(), true));
        assertThat(verify()).startsWith(EVENTS + " events verified");

        change(700, was -> withoutData(was, Hash.ZERO, true));
        assertThatThrownBy(this::verify).hasMessageContaining("position 700 does not follow");
    }

    @Test
    void data_that_is_missing_without_a_deletion_is_damage() {
        change(700, was -> withoutData(was, was.payload(), false));

        assertThatThrownBy(this::verify).hasMessageContaining("position 700 does not match");
    }

    private static StoredEvent withoutData(StoredEvent was, Hash payload, boolean deleted) {
        Event empty = Event.of(
                was.event().toDraft().toBuilder().data(EventData.none()).build());
        return new StoredEvent(
                was.position(),
                was.revision(),
                empty,
                was.recordedTime(),
                was.body(),
                was.envelope(),
                payload,
                was.chain(),
                deleted);
    }

    @Test
    void a_count_that_does_not_fit_the_positions_is_a_failure() {
        counted = EVENTS - 1;
        assertThatThrownBy(this::verify).hasMessageContaining("counts " + (EVENTS - 1));
        counted = EVENTS + 1;
        assertThatThrownBy(this::verify).hasMessageContaining("counts " + (EVENTS + 1));
    }

    @Test
    void it_stops_when_it_is_cancelled() {
        cancelled = true;
        assertThatThrownBy(this::verify).isInstanceOf(CancellationException.class);
    }

    private static final class NoProgress implements JobWork.Progress {
        @Override
        public void total(long units) {
            assertThat(units).isPositive();
        }

        @Override
        public void done(long units) {
            assertThat(units).isPositive();
        }

        @Override
        public void checkCancelled() {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }
}

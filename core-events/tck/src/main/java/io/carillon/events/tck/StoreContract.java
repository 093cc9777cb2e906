// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.store.Change;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the contracts share: the store under test and short forms for working with it. */
interface StoreContract {

    /** The store under test. */
    EventStore store();

    /** Closes the store under test and opens the same place again. */
    EventStore reopen();

    /** The provider under test. */
    StoreFixture fixture();

    /** A source of events. */
    SampleEvents events();

    /** Commits one unit without conditions. */
    default UnitOutcome commit(Change... changes) {
        return commit(WriteUnit.of(changes));
    }

    /** Commits one unit. */
    default UnitOutcome commit(WriteUnit unit) {
        List<UnitOutcome> outcomes = store().commit(List.of(unit));
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }

    /** Appends each event in a unit of its own, in one group, which must succeed. */
    default List<Long> append(NewEvent... events) {
        return append(Arrays.asList(events));
    }

    /** Appends each event in a unit of its own, in groups as large as allowed, which must succeed. */
    default List<Long> append(List<NewEvent> events) {
        List<Long> positions = new ArrayList<>();
        for (int from = 0; from < events.size(); from += EventStore.MAX_BATCH) {
            List<NewEvent> part = events.subList(from, Math.min(events.size(), from + EventStore.MAX_BATCH));
            List<WriteUnit> units = new ArrayList<>();
            for (NewEvent event : part) { // every other one prepared
                units.add(WriteUnit.of(units.size() % 2 == 0 ? adding(event) : store().prepare(event)));
            }
            store().commit(units).forEach(outcome -> positions.addAll(committedAt(outcome)));
        }
        assertThat(positions).hasSameSizeAs(events);
        return positions;
    }

    /** Commits a unit that must succeed and appends nothing. */
    default void put(Change... changes) {
        assertThat(commit(changes)).isEqualTo(committed());
    }

    /** Every event the log holds, by pages. */
    default List<StoredEvent> log() {
        return log(store(), LogReader.MAX_PAGE);
    }

    static List<StoredEvent> log(EventStore store, int limit) {
        List<StoredEvent> all = new ArrayList<>();
        long position = 0;
        for (List<StoredEvent> page = store.readAfter(position, limit);
                !page.isEmpty();
                page = store.readAfter(position, limit)) {
            all.addAll(page);
            long last = page.get(page.size() - 1).position();
            assertThat(last).as("a page must bring the reader forward").isGreaterThan(position);
            position = last;
        }
        return all;
    }

    /** Asserts that the log holds exactly these events from position 1, and that head and chain fit them. */
    default void assertLogIs(List<NewEvent> expected) {
        List<StoredEvent> log = log();
        assertThat(log)
                .extracting(StoredEvent::event)
                .containsExactlyElementsOf(
                        expected.stream().map(NewEvent::event).toList());
        assertThat(log).extracting(StoredEvent::position).containsExactlyElementsOf(positions(1, expected.size()));
        assertThat(log).extracting(StoredEvent::chain).containsExactlyElementsOf(chain(expected));
        LogHead head = store().head();
        assertThat(head.position()).isEqualTo(expected.size());
        assertThat(head.hash()).isEqualTo(expected.isEmpty() ? Hash.ZERO : last(chain(expected)));
    }

    /** The positions that a query selects, in ascending order. */
    default List<Long> positionsOf(EventQuery.Builder query) {
        return walk(query.order(EventQuery.Order.ASCENDING).build()).stream()
                .map(StoredEvent::position)
                .toList();
    }

    /** What is on all pages of a query, each of which must keep what the one before promised. */
    default List<StoredEvent> walk(EventQuery query) {
        List<StoredEvent> all = new ArrayList<>();
        Set<Long> cursors = new HashSet<>();
        EventPage page = store().query(query);
        all.addAll(page.events());
        while (page.next().isPresent()) {
            long cursor = page.next().getAsLong();
            assertThat(page.events()).as("a page with a next is full").hasSize(query.limit());
            assertThat(cursors.add(cursor)).as("cursor %d comes once", cursor).isTrue();
            page = store().query(QueryModel.at(query, cursor));
            assertThat(page.events()).as("a page that was promised").isNotEmpty();
            all.addAll(page.events());
        }
        return all;
    }

    /** The chain hashes of a log that holds these events from position 1, computed here. */
    static List<Hash> chain(List<NewEvent> events) {
        List<Hash> chain = new ArrayList<>();
        Hash previous = Hash.ZERO;
        for (NewEvent each : events) {
            previous = LogHash.chain(
                    previous,
                    chain.size() + 1L,
                    LogHash.envelope(each.event(), each.recordedTime()),
                    LogHash.payload(each.event().data()));
            chain.add(previous);
        }
        return chain;
    }

    /** The positions of an outcome that must be a success. */
    static List<Long> committedAt(UnitOutcome outcome) {
        assertThat(outcome).isInstanceOf(UnitOutcome.Committed.class);
        return outcome instanceof UnitOutcome.Committed committed ? committed.positions() : List.of();
    }

    static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    static WriteUnit unit(NewEvent... events) {
        return new WriteUnit(List.of(), appends(events));
    }

    static List<Change> appends(NewEvent... events) {
        return Stream.of(events).<Change>map(Change.Append::new).toList();
    }

    /** The change that appends an event. */
    static Change adding(NewEvent event) {
        return new Change.Append(event);
    }

    static UnitOutcome committed(long... positions) {
        return new UnitOutcome.Committed(LongStream.of(positions).boxed().toList());
    }

    static UnitOutcome duplicate(long... positions) {
        return new UnitOutcome.Duplicate(LongStream.of(positions).boxed().toList());
    }

    static List<Long> positions(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    /** Asserts a refusal with this code and a text. */
    static void assertRejected(UnitOutcome outcome, String code) {
        assertThat(outcome).isInstanceOfSatisfying(UnitOutcome.Rejected.class, rejected -> {
            assertThat(rejected.code()).isEqualTo(code);
            assertThat(rejected.reason()).isNotBlank();
        });
    }

    /** A subscription that has seen nothing. */
    static SubscriptionRecord subscription(String name) {
        return new SubscriptionRecord(
                name,
                "org.example.sample",
                List.of("sample.**"),
                1,
                0,
                0,
                List.of(),
                true,
                Instant.parse("2026-01-02T03:04:05.678901Z"));
    }
}

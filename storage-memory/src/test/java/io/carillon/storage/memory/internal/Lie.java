// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** One broken promise each, with the contract that has to notice. */
enum Lie {
    NONE("", "") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            throw new IllegalStateException("an honest store is not asked");
        }
    },

    /** Each unit in a transaction of its own. */
    GROUPS_COME_IN_HALVES("commit", "a_commit_that_breaks_at_any_step_leaves_a_log_without_halves") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            List<UnitOutcome> outcomes = new ArrayList<>();
            for (WriteUnit unit : group(arguments)) {
                outcomes.addAll(store.commit(List.of(unit)));
            }
            return outcomes;
        }
    },

    DUPLICATES_LOOK_COMMITTED("commit", "an_event_appended_again_is_a_duplicate_at_its_first_position") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return store.commit(group(arguments)).stream()
                    .map(outcome -> outcome instanceof UnitOutcome.Duplicate duplicate
                            ? new UnitOutcome.Committed(duplicate.positions())
                            : outcome)
                    .toList();
        }
    },

    /** Check, then act. */
    EXPECTED_REVISIONS_ARE_READ_BEFORE_THE_LOCK(
            "commit", "one_of_16_racing_writers_with_the_same_expected_revision_wins") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            List<WriteUnit> unchecked = new ArrayList<>();
            for (WriteUnit unit : group(arguments)) {
                for (Condition condition : unit.conditions()) {
                    Condition.StreamAt at = (Condition.StreamAt) condition;
                    long current =
                            store.stream(at.subject()).map(StreamInfo::revision).orElse(0L);
                    if (current != at.revision()) {
                        return List.of(new UnitOutcome.RevisionConflict(at, current));
                    }
                }
                unchecked.add(new WriteUnit(List.of(), unit.changes()));
            }
            LockSupport.parkNanos(1_000_000);
            return store.commit(unchecked);
        }
    },

    /** A sequence taken before the commit: some events become visible after later ones. */
    POSITIONS_APPEAR_OUT_OF_ORDER("readAfter", "readers_see_every_position_once_and_in_order_while_16_writers_append") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return page(store, arguments).stream()
                    .filter(event -> event.position() % 5 != 0
                            || ThreadLocalRandom.current().nextBoolean())
                    .toList();
        }
    },

    PAGES_HAVE_HOLES("readAfter", "pages_of_every_size_make_up_the_same_log") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return page(store, arguments).stream()
                    .filter(event -> event.position() != 17)
                    .toList();
        }
    },

    THE_CHAIN_IS_NOT_KEPT("readAfter", "hashes_and_recorded_time_are_kept_as_given") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return page(store, arguments).stream()
                    .map(event -> with(event, event.event(), Hash.ZERO))
                    .toList();
        }
    },

    TIMES_ARE_NORMALISED("readAfter", "times_come_back_in_the_words_they_were_given") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return changed(
                    store, arguments, draft -> draft.time(draft.build().time().orElseThrow()));
        }
    },

    EMPTY_DATA_BECOMES_NONE("readAfter", "no_data_empty_data_and_null_are_three_things") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return changed(
                    store, arguments, draft -> draft.build().data().size() == 0 ? draft.data(EventData.none()) : draft);
        }
    },

    BYTES_PASS_THROUGH_TEXT("readAfter", "bytes_of_every_value_come_back") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return changed(store, arguments, draft -> {
                EventData data = draft.build().data();
                return draft.data(EventData.of(data.contentType(), data.text().getBytes(StandardCharsets.UTF_8)));
            });
        }
    },

    THE_HEAD_FORGETS_ITS_HASH("head", "the_head_is_the_newest_position_and_its_chain_hash") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            LogHead head = store.head();
            return new LogHead(head.first(), head.position(), Hash.ZERO, head.epoch());
        }
    },

    CURSORS_ARE_ONE_TOO_FAR("query", "any_combination_selects_what_a_plain_loop_selects") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            EventPage page = store.query((EventQuery) arguments[0]);
            return page.next().isEmpty()
                    ? page
                    : new EventPage(page.events(), OptionalLong.of(page.next().getAsLong() + 1));
        }
    },

    COUNTS_MIND_THE_LIMIT("count", "a_count_minds_neither_order_nor_cursor_nor_limit") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            EventQuery query = (EventQuery) arguments[0];
            return Math.min(query.limit(), store.count(query));
        }
    },

    LONG_PAGES_ARE_CUT_SILENTLY("readAfter", "a_page_of_a_size_out_of_range_is_refused") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            int limit = Math.max(1, Math.min(LogReader.MAX_PAGE, (Integer) arguments[1]));
            return store.readAfter((Long) arguments[0], limit);
        }
    },

    KEYS_ARE_SORTED_LIKE_JAVA_STRINGS("stateKeys", "state_keys_are_listed_in_order_of_their_bytes_in_pages") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return store
                    .stateKeys(
                            (String) arguments[0], (String) arguments[1], (String) arguments[2], (Integer) arguments[3])
                    .stream()
                    .sorted()
                    .toList();
        }
    },

    JSON_IS_REWRITTEN("state", "state_is_what_was_put_last") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            Optional<String> json = store.state((String) arguments[0], (String) arguments[1]);
            return json.map(String::strip);
        }
    },

    ONCE_KEYS_OUTLIVE_THEIR_SUBSCRIPTION(
            "hasOnce", "a_removed_subscription_takes_its_once_keys_and_dead_letters_along") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return true;
        }
    },

    CONDITIONS_COME_BEFORE_IDENTITIES(
            "commit", "the_same_group_again_is_all_duplicates_even_though_its_conditions_no_longer_hold") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            List<WriteUnit> group = group(arguments);
            for (WriteUnit unit : group) {
                for (Condition condition : unit.conditions()) {
                    if (condition instanceof Condition.StreamAt at
                            && at.revision() == 0
                            && store.stream(at.subject()).isPresent()) {
                        return List.of(new UnitOutcome.RevisionConflict(at, 1));
                    }
                }
            }
            return store.commit(group);
        }
    },

    REFUSED_UNITS_LEAVE_SOMETHING("commit", "a_refused_unit_writes_nothing_of_itself") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            List<UnitOutcome> outcomes = store.commit(group(arguments));
            if (outcomes.get(0) instanceof UnitOutcome.Rejected) {
                store.commit(List.of(WriteUnit.of(group(arguments).get(0).changes().stream()
                        .filter(Change.PutState.class::isInstance)
                        .toArray(Change[]::new))));
            }
            return outcomes;
        }
    },

    NEW_IDS_FOR_EVERYTHING("commit", "one_of_16_racing_writers_of_the_same_event_appends_it") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return store.commit(group(arguments).stream()
                    .map(unit -> new WriteUnit(
                            unit.conditions(),
                            unit.changes().stream().map(Lie::renamed).toList()))
                    .toList());
        }
    },

    WHO_WAITS_IS_TOLD_TWICE("commit", "who_waits_for_a_commit_to_be_underway_is_told_once_at_most_and_before_it_ends") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            underway(arguments).run();
            underway(arguments).run();
            return store.commit(group(arguments));
        }
    },

    WHO_WAITS_IS_TOLD_BY_ANOTHER_THREAD(
            "commit", "who_waits_for_a_commit_to_be_underway_is_told_once_at_most_and_before_it_ends") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            CompletableFuture.runAsync(underway(arguments)).join();
            return store.commit(group(arguments));
        }
    },

    CLOSING_DOES_NOTHING("close", "a_closed_store_says_so_whatever_is_asked") {
        @Override
        Object answer(EventStore store, Object[] arguments) {
            return NOTHING;
        }
    };

    private static final Object NOTHING = new Object();

    private final String method;
    private final String contract;

    Lie(String method, String contract) {
        this.method = method;
        this.contract = contract;
    }

    String method() {
        return method;
    }

    String contract() {
        return contract;
    }

    abstract Object answer(EventStore store, Object[] arguments);

    @SuppressWarnings("unchecked")
    private static List<WriteUnit> group(Object[] arguments) {
        return (List<WriteUnit>) arguments[0];
    }

    private static Runnable underway(Object[] arguments) {
        return arguments.length == 2 ? (Runnable) arguments[1] : () -> {};
    }

    private static List<StoredEvent> page(EventStore store, Object[] arguments) {
        return store.readAfter((Long) arguments[0], (Integer) arguments[1]);
    }

    private static List<StoredEvent> changed(
            EventStore store, Object[] arguments, UnaryOperator<EventDraft.Builder> change) {
        return page(store, arguments).stream()
                .map(event -> with(
                        event,
                        Event.of(change.apply(event.event().toDraft().toBuilder())
                                .build()),
                        event.chain()))
                .toList();
    }

    private static StoredEvent with(StoredEvent stored, Event event, Hash chain) {
        return new StoredEvent(
                stored.position(),
                stored.revision(),
                event,
                stored.recordedTime(),
                stored.body(),
                stored.envelope(),
                stored.payload(),
                chain,
                stored.deleted());
    }

    private static Change renamed(Change change) {
        if (change instanceof Change.Append append) {
            NewEvent event = append.event();
            EventDraft draft = event.event().toDraft().toBuilder()
                    .id("new-" + ThreadLocalRandom.current().nextLong())
                    .build();
            return new Change.Append(NewEvent.of(Event.of(draft), event.recordedTime(), event.body()));
        }
        return change;
    }
}

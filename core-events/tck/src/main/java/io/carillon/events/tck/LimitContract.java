// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.adding;
import static io.carillon.events.tck.StoreContract.assertRejected;
import static io.carillon.events.tck.StoreContract.committed;
import static io.carillon.events.tck.StoreContract.subscription;
import static io.carillon.events.tck.StoreContract.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.EventData;
import io.carillon.events.PluginState;
import io.carillon.events.TypePattern;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionReader;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.WriteUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The largest of everything is taken, and one more is not. */
interface LimitContract extends StoreContract {

    @Test
    default void the_largest_group_of_events_is_taken_and_read_in_one_page() {
        List<NewEvent> made = events().next(EventStore.MAX_BATCH);

        assertThat(append(made)).isEqualTo(StoreContract.positions(1, EventStore.MAX_BATCH));

        assertThat(store().readAfter(0, LogReader.MAX_PAGE)).hasSize(EventStore.MAX_BATCH);
        assertThat(store().query(EventQuery.builder().limit(LogReader.MAX_PAGE).build())
                        .events())
                .hasSize(LogReader.MAX_PAGE);
        assertLogIs(made);
    }

    @Test
    default void the_largest_unit_of_events_is_taken() {
        List<NewEvent> made = events().next(EventStore.MAX_BATCH);

        assertThat(commit(unit(made.toArray(new NewEvent[0]))))
                .isEqualTo(committed(
                        LongStream.rangeClosed(1, EventStore.MAX_BATCH).toArray()));

        assertLogIs(made);
    }

    @Test
    default void the_largest_group_of_changes_is_taken() {
        List<Change> changes = new ArrayList<>(StoreContract.appends(events().next(), events().next()));
        for (int i = changes.size(); i < EventStore.MAX_CHANGES; i++) {
            changes.add(new Change.PutState("p", "key-" + i, "" + i));
        }

        assertThat(commit(new WriteUnit(List.of(), changes))).isEqualTo(committed(1, 2));

        assertThat(store().state("p", "key-" + (EventStore.MAX_CHANGES - 1)))
                .contains("" + (EventStore.MAX_CHANGES - 1));
        assertThat(store().stateKeys("p", "", "", LogReader.MAX_PAGE)).hasSize(LogReader.MAX_PAGE);
    }

    @Test
    default void a_mebibyte_of_data_comes_back() {
        byte[] bytes = new byte[1024 * 1024];
        new Random(1).nextBytes(bytes);
        List<NewEvent> made = List.of(
                events().next(draft -> draft.data(EventData.of("application/octet-stream", bytes))),
                events().next(draft -> draft.data(EventData.json("\"" + "ä".repeat(512 * 1024 - 1) + "\""))),
                events().next());

        append(made);

        assertLogIs(made);
    }

    @Test
    default void the_longest_attributes_come_back_and_select() {
        String astral = "😀";
        NewEvent event = events().typed("t" + ".t".repeat(63) + "t", draft -> draft.id(astral.repeat(255))
                .source(astral.repeat(512))
                .subject(astral.repeat(512))
                .dataSchema(astral.repeat(512))
                .correlationId(astral.repeat(1_000))
                .actor(astral.repeat(1_000))
                .extension("x".repeat(20), "x".repeat(4_000)));

        append(event);

        assertLogIs(List.of(event));
        assertThat(store().find(astral.repeat(255))).hasSize(1);
        assertThat(store().find(astral.repeat(254))).isEmpty();
        assertThat(store().stream(astral.repeat(512)))
                .map(stream -> stream.revision())
                .contains(1L);
        assertThat(store().count(EventQuery.builder()
                        .types(event.event().type())
                        .sources(List.of(astral.repeat(512)))
                        .subject(astral.repeat(512))
                        .correlationId(astral.repeat(1_000))
                        .actor(astral.repeat(1_000))
                        .build()))
                .isEqualTo(1);
    }

    @Test
    default void an_id_of_more_sources_than_a_page_holds_fills_the_page() {
        List<NewEvent> made = IntStream.rangeClosed(0, LogReader.MAX_PAGE)
                .mapToObj(i -> events().next(draft -> draft.id("one").source("/s/" + i)))
                .toList();
        append(made);

        assertThat(store().find("one"))
                .extracting(StoredEvent::position)
                .isEqualTo(StoreContract.positions(1, LogReader.MAX_PAGE));
    }

    @Test
    default void a_query_takes_as_many_alternatives_as_allowed() {
        List<TypePattern> patterns = new ArrayList<>(IntStream.range(1, EventQuery.MAX_ALTERNATIVES)
                .mapToObj(i -> new TypePattern("none-" + i + (i % 2 == 0 ? ".**" : "")))
                .toList());
        patterns.add(new TypePattern("sample.*"));
        List<String> sources = new ArrayList<>(IntStream.range(1, EventQuery.MAX_ALTERNATIVES)
                .mapToObj(i -> "/none/" + i)
                .toList());
        sources.add(SampleEvents.SOURCE);
        append(events().next(3));

        EventPage page = store().query(
                        EventQuery.builder().types(patterns).sources(sources).build());

        assertThat(page.events()).hasSize(3);
    }

    @Test
    default void a_log_takes_as_many_types_as_allowed_and_no_more() {
        for (int from = 0; from < LogReader.MAX_TYPES; from += EventStore.MAX_BATCH) {
            append(IntStream.range(from, from + EventStore.MAX_BATCH)
                    .mapToObj(i -> events().typed("t." + i))
                    .toList());
        }

        assertRejected(commit(adding(events().typed("one.more"))), "too-many-types");
        assertThat(commit(adding(events().typed("t.7")))).isEqualTo(committed(LogReader.MAX_TYPES + 1));

        assertThat(store().types()).hasSize(LogReader.MAX_TYPES);
    }

    @Test
    default void a_store_keeps_as_many_subscriptions_as_allowed_and_no_more() {
        List<Change> puts = IntStream.range(0, SubscriptionReader.MAX_SUBSCRIPTIONS)
                .<Change>mapToObj(i -> new Change.PutSubscription(subscription("p:" + i)))
                .toList();
        assertThat(commit(new WriteUnit(List.of(), puts))).isEqualTo(committed());

        assertRejected(commit(new Change.PutSubscription(subscription("p:more"))), "store-full");
        put(new Change.PutSubscription(subscription("p:7")));
        put(new Change.RemoveSubscription("p:8"));
        put(new Change.PutSubscription(subscription("p:more")));

        assertThat(store().subscriptions()).hasSize(SubscriptionReader.MAX_SUBSCRIPTIONS);
    }

    @Test
    default void the_largest_subscription_and_dead_letter_come_back() {
        NewEvent event = events().next();
        String name = "n".repeat(SubscriptionRecord.MAX_NAME);
        List<Long> finished = LongStream.iterate(Long.MAX_VALUE - 4_096, n -> n + 3)
                .limit(SubscriptionRecord.MAX_FINISHED)
                .boxed()
                .toList();
        DeadLetter letter = new DeadLetter(
                name,
                Long.MAX_VALUE,
                Integer.MAX_VALUE,
                "ä".repeat(DeadLetter.MAX_CAUSE),
                event.recordedTime(),
                event.recordedTime(),
                "ö".repeat(DeadLetter.MAX_CAUSE));

        put(
                new Change.PutSubscription(subscription(name)),
                new Change.Checkpoint(name, Long.MAX_VALUE - 5_000, finished),
                new Change.PutDeadLetter(letter));

        assertThat(store().subscription(name)).hasValueSatisfying(kept -> {
            assertThat(kept.position()).isEqualTo(Long.MAX_VALUE - 5_000);
            assertThat(kept.finished()).isEqualTo(finished);
        });
        assertThat(store().deadLetters(name, 0, LogReader.MAX_PAGE)).containsExactly(letter);
    }

    @Test
    default void the_largest_state_and_document_come_back() {
        String key = "k".repeat(PluginState.MAX_KEY_LENGTH);
        String state = "\"" + "s".repeat(PluginState.MAX_VALUE_BYTES - 2) + "\"";
        String json = "\"" + "j".repeat(Document.MAX_JSON - 2) + "\"";
        Map<String, String> index = IntStream.range(0, Document.MAX_INDEXED)
                .boxed()
                .collect(Collectors.toMap(i -> "index-" + i, i -> "value-" + i));

        put(new Change.PutState("p", key, state), new Change.PutDocument("c", key, json, index));

        assertThat(store().state("p", key)).contains(state);
        assertThat(store().stateKeys("p", "k", "", 1)).containsExactly(key);
        assertThat(store().documents("c", "index-7", "value-7", "", 1))
                .containsExactly(new Document("c", key, json, 1, index));
    }

    @Test
    default void a_page_of_keys_documents_and_dead_letters_has_as_many_as_allowed() {
        List<Change> changes = new ArrayList<>(List.of(new Change.PutSubscription(subscription("p:main"))));
        for (int i = 1; i <= LogReader.MAX_PAGE + 1; i++) {
            changes.add(new Change.PutState("p", "key-" + i, "1"));
            changes.add(new Change.PutDocument("c", "key-" + i, "1", Map.of("i", "v")));
            changes.add(new Change.PutDeadLetter(new DeadLetter(
                    "p:main", i, 1, "cause", SubscriptionDataContract.THEN, SubscriptionDataContract.THEN, "")));
        }
        assertThat(commit(new WriteUnit(List.of(), changes))).isEqualTo(committed());

        assertThat(store().stateKeys("p", "", "", LogReader.MAX_PAGE)).hasSize(LogReader.MAX_PAGE);
        assertThat(store().documents("c", "i", "v", "", LogReader.MAX_PAGE)).hasSize(LogReader.MAX_PAGE);
        assertThat(store().deadLetters("p:main", 0, LogReader.MAX_PAGE)).hasSize(LogReader.MAX_PAGE);
        assertThat(store().countDeadLetters("p:main")).isEqualTo(LogReader.MAX_PAGE + 1L);
    }
}

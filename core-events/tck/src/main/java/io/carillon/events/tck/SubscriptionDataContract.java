// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Subscriptions, checkpoints, once-keys, dead letters. */
interface SubscriptionDataContract extends StoreContract {

    Instant THEN = Instant.parse("2026-04-05T06:07:08.123456Z");

    @Test
    default void a_subscription_comes_back_as_it_was_put() {
        SubscriptionRecord record = new SubscriptionRecord(
                "org.example.plugin:mäin ' % 😀",
                "org.example.plugin",
                List.of("z.**", "a.b", "*"),
                7,
                41,
                42,
                List.of(44L, 47L, Long.MAX_VALUE),
                false,
                THEN);

        put(new Change.PutSubscription(record));

        assertThat(store().subscription(record.name())).contains(record);
        assertThat(store().subscriptions()).containsExactly(record);
        assertThat(store().subscription("org.example.plugin")).isEmpty();
    }

    @Test
    default void a_subscription_put_again_replaces_the_earlier_one() {
        SubscriptionRecord replaced =
                new SubscriptionRecord("p:main", "q", List.of(), 2, 5, 3, List.of(), false, THEN.plusSeconds(1));
        put(new Change.PutSubscription(subscription("p:main")));
        put(new Change.Checkpoint("p:main", 9, List.of(11L)));

        put(new Change.PutSubscription(replaced));

        assertThat(store().subscriptions()).containsExactly(replaced);
    }

    @Test
    default void subscriptions_are_listed_in_ascending_order_of_names() {
        List<String> names = List.of("b:x", "B:x", "a.b:x", "a-b:x", "a_b:x", "ab:x", "a:x", "Z:9", "a:X", "a:x2");
        names.forEach(name -> put(new Change.PutSubscription(subscription(name))));

        assertThat(store().subscriptions())
                .extracting(SubscriptionRecord::name)
                .containsExactlyElementsOf(
                        names.stream().sorted(Comparator.naturalOrder()).toList());
    }

    @Test
    default void a_checkpoint_moves_position_and_finished_set_and_nothing_else() {
        SubscriptionRecord before = subscription("p:main");
        put(new Change.PutSubscription(before), new Change.PutSubscription(subscription("p:other")));

        put(new Change.Checkpoint("p:main", 10, List.of(12L, 15L)));
        assertCheckpoint(before, 10, List.of(12L, 15L));
        put(new Change.Checkpoint("p:main", 12, List.of(15L)));
        assertCheckpoint(before, 12, List.of(15L));
        put(new Change.Checkpoint("p:main", 12, List.of(15L)));
        assertCheckpoint(before, 12, List.of(15L));
        put(new Change.Checkpoint("p:main", 20, List.of()));
        assertCheckpoint(before, 20, List.of());
        put(new Change.Checkpoint("p:main", 2, List.of()));
        assertCheckpoint(before, 2, List.of());

        assertThat(store().subscription("p:other")).contains(subscription("p:other"));
    }

    private void assertCheckpoint(SubscriptionRecord before, long position, List<Long> finished) {
        assertThat(store().subscription(before.name()))
                .contains(new SubscriptionRecord(
                        before.name(),
                        before.plugin(),
                        before.types(),
                        before.generation(),
                        before.since(),
                        position,
                        finished,
                        before.enabled(),
                        before.created()));
    }

    @Test
    default void a_once_key_is_there_once_it_is_recorded() {
        put(new Change.PutSubscription(subscription("p:main")), new Change.PutSubscription(subscription("p:other")));
        String longest = "😀".repeat(128);

        put(new Change.RecordOnce("p:main", "mail", THEN), new Change.RecordOnce("p:main", longest, THEN));
        put(new Change.RecordOnce("p:main", "mail", THEN.plusSeconds(1)));

        assertThat(store().hasOnce("p:main", "mail")).isTrue();
        assertThat(store().hasOnce("p:main", longest)).isTrue();
        assertThat(store().hasOnce("p:main", "MAIL")).isFalse();
        assertThat(store().hasOnce("p:other", "mail")).isFalse();
    }

    @Test
    default void a_dead_letter_comes_back_as_it_was_put_and_can_be_replaced() {
        put(new Change.PutSubscription(subscription("p:main")));
        DeadLetter first = new DeadLetter("p:main", 5, 4, "cause\n\tat 😀 '", THEN, THEN.plusSeconds(9), "");
        DeadLetter second = new DeadLetter("p:main", 5, 8, "", THEN, THEN.plusSeconds(99), "seen by operator");

        put(new Change.PutDeadLetter(first));
        assertThat(store().deadLetters("p:main", 0, 10)).containsExactly(first);
        put(new Change.PutDeadLetter(second));

        assertThat(store().deadLetters("p:main", 0, 10)).containsExactly(second);
        assertThat(store().countDeadLetters("p:main")).isEqualTo(1);
    }

    @Test
    default void dead_letters_are_listed_by_position_in_pages() {
        put(new Change.PutSubscription(subscription("p:main")), new Change.PutSubscription(subscription("p:other")));
        for (long position : List.of(30L, 10L, 9L, 200L, 100L)) {
            put(new Change.PutDeadLetter(letter("p:main", position)));
        }
        put(new Change.PutDeadLetter(letter("p:other", 11)));

        assertThat(letters(0, 10)).containsExactly(9L, 10L, 30L, 100L, 200L);
        assertThat(letters(0, 2)).containsExactly(9L, 10L);
        assertThat(letters(10, 2)).containsExactly(30L, 100L);
        assertThat(letters(200, 2)).isEmpty();
        assertThat(store().countDeadLetters("p:main")).isEqualTo(5);
        assertThat(store().countDeadLetters("p:other")).isEqualTo(1);
    }

    private List<Long> letters(long after, int limit) {
        return store().deadLetters("p:main", after, limit).stream()
                .map(DeadLetter::position)
                .toList();
    }

    private static DeadLetter letter(String subscription, long position) {
        return new DeadLetter(subscription, position, 1, "cause", THEN, THEN, "");
    }

    @Test
    default void a_removed_dead_letter_is_gone_and_removing_it_again_does_nothing() {
        put(new Change.PutSubscription(subscription("p:main")));
        put(new Change.PutDeadLetter(letter("p:main", 1)), new Change.PutDeadLetter(letter("p:main", 2)));

        put(new Change.RemoveDeadLetter("p:main", 1));
        put(new Change.RemoveDeadLetter("p:main", 1), new Change.RemoveDeadLetter("p:unknown", 1));

        assertThat(letters(0, 10)).containsExactly(2L);
        assertThat(store().countDeadLetters("p:main")).isEqualTo(1);
    }

    @Test
    default void a_removed_subscription_takes_its_once_keys_and_dead_letters_along() {
        for (String name : List.of("p:main", "p:other")) {
            put(
                    new Change.PutSubscription(subscription(name)),
                    new Change.Checkpoint(name, 3, List.of(5L)),
                    new Change.RecordOnce(name, "mail", THEN),
                    new Change.PutDeadLetter(letter(name, 1)));
        }

        put(new Change.RemoveSubscription("p:main"));
        put(new Change.RemoveSubscription("p:main"));
        put(new Change.PutSubscription(subscription("p:main")));

        assertThat(store().hasOnce("p:main", "mail")).isFalse();
        assertThat(store().countDeadLetters("p:main")).isZero();
        assertThat(store().subscription("p:main")).contains(subscription("p:main"));
        assertThat(store().hasOnce("p:other", "mail")).isTrue();
        assertThat(store().countDeadLetters("p:other")).isEqualTo(1);
        assertThat(store().subscription("p:other"))
                .map(SubscriptionRecord::position)
                .contains(3L);
    }

    @Test
    default void a_finished_set_of_any_shape_comes_back() {
        put(new Change.PutSubscription(subscription("p:main")));
        for (List<Long> finished : List.of(
                LongStream.rangeClosed(2, 1_000).boxed().toList(),
                LongStream.iterate(3, n -> n + 2).limit(1_024).boxed().toList(),
                Stream.of(1_000_000_000_000L, Long.MAX_VALUE - 1).toList(),
                List.<Long>of())) {
            put(new Change.Checkpoint("p:main", 1, finished));

            assertThat(store().subscription("p:main"))
                    .map(SubscriptionRecord::finished)
                    .contains(finished);
        }
    }
}

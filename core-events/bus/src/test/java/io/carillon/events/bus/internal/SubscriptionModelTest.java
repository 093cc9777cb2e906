// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.OnPoison;
import io.carillon.events.Ordering;
import io.carillon.events.RetryPolicy;
import io.carillon.events.Subscription;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What the model makes of a call that was interrupted as it returned, when the host is gone afterwards. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SubscriptionModelTest {

    private static final Instant NOW = Instant.EPOCH;

    private final SubscriptionModel model = new SubscriptionModel(
            "model:d",
            Subscription.durable("d", "a")
                    .withOrdering(Ordering.SUBJECT)
                    .withRetries(RetryPolicy.parse("none"))
                    .withOnPoison(OnPoison.HOLD_SUBJECT));

    @BeforeEach
    void the_first_of_two_of_a_subject_is_interrupted_as_it_returns() {
        model.appended(1, event("1"));
        model.appended(2, event("2"));
        model.started(1, 1, NOW);
        model.ended(1, true, NOW);
        model.interruptedAfter(1);
    }

    private static Event event(String id) {
        return Event.of(EventDraft.builder("a")
                .id(id)
                .source("/test")
                .subject("s")
                .time(NOW)
                .build());
    }

    private static StoredDelivery stored(Set<Long> due) {
        return new StoredDelivery(1, Set.of(), Map.of(1L, 1), due, Map.of(1L, "s:s"), Set.of(1L));
    }

    @Test
    void a_dead_letter_in_the_store_holds_its_subject() {
        model.crashed(stored(Set.of()));

        assertThat(model.dead()).containsExactly(1L);
        assertThat(model.owed()).isEmpty();
    }

    @Test
    void one_that_somebody_asked_for_again_was_handled_and_may_be_repeated() {
        model.crashed(stored(Set.of(1L)));

        assertThat(model.dead()).isEmpty();
        model.started(1, 1, NOW);
    }

    @Test
    void if_the_store_has_no_dead_letter_the_next_one_is_owed() {
        model.crashed(new StoredDelivery(1, Set.of(), Map.of(), Set.of(), Map.of(), Set.of()));

        assertThat(model.owed()).extracting(item -> item.position).containsExactly(2L);
    }
}

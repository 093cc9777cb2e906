// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventDraft;
import io.carillon.events.OnPoison;
import io.carillon.events.RetryPolicy;
import io.carillon.events.Subscription;
import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.store.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FollowersTest {

    private static final Subscription SKIPPING = Subscription.durable("d", "a")
            .withOnPoison(OnPoison.SKIP)
            .withRetries(new RetryPolicy(List.of(Duration.ofMillis(300)), 0));

    @Test
    void what_follows_a_dead_letter_survives_that_the_letter_is_replayed_meanwhile() {
        FaultyStore store = BusFixture.emptyStore();
        List<Long> handled = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean last = new AtomicBoolean();
        CountDownLatch go = new CountDownLatch(1);
        BusFixture crashed = BusFixture.over(store);
        List<Long> published = new ArrayList<>();
        crashed.plugin.subscribe(SKIPPING, (event, context) -> {
            if (event.id().equals("e0")) {
                throw new IllegalStateException("poison");
            }
            if (event.id().equals("e2")) {
                last.set(true);
                go.await();
            }
            handled.add(context.position());
        });
        for (int i = 0; i < 3; i++) {
            published.add(crashed.publish(
                            EventDraft.builder("a").id("e" + i).subject("s").build())
                    .position());
        }
        await().untilTrue(last);
        assertThat(handled).containsExactly(published.get(1));
        assertThat(crashed.core
                        .deadLetters()
                        .replay("test.plugin:d", DeadLettersAdmin.Filter.at(published.get(0)), "op"))
                .isEqualTo(1);

        handled.clear();
        try (BusFixture again = BusFixture.over(store)) {
            again.plugin.subscribe(SKIPPING, (event, context) -> handled.add(context.position()));
            await().untilAsserted(() -> assertThat(handled).contains(published.get(0), published.get(2)));
        } finally {
            go.countDown();
            crashed.close();
        }
    }

    @Test
    void a_follower_that_was_given_up_or_tried_again_does_not_come_again_after_a_crash() {
        FaultyStore store = BusFixture.emptyStore();
        List<String> begun = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch go = new CountDownLatch(1);
        Subscription holding = Subscription.durable("d", "a").withLanes(2).withRetries(RetryPolicy.parse("none"));
        BusFixture crashed = BusFixture.over(store);
        try (BusFixture again = BusFixture.withoutStore(store)) {
            AtomicBoolean healed = new AtomicBoolean();
            AtomicBoolean cured = new AtomicBoolean();
            crashed.plugin.subscribe(holding, (event, context) -> {
                begun.add(event.id());
                if (event.id().equals("slow")) {
                    go.await(); // holds the checkpoint back
                    return;
                }
                if (event.id().startsWith("poison") ? !cured.get() : !healed.get()) {
                    throw new IllegalStateException("no");
                }
            });
            crashed.publish(EventDraft.builder("a").id("slow").subject("slow").build());
            await().untilAsserted(() -> assertThat(begun).contains("slow"));
            long first = publish(crashed, "first", "s");
            long poison = publish(crashed, "poison", "s");
            long other = publish(crashed, "other", "t");
            long retried = publish(crashed, "poison-too", "t");
            await().until(() -> store.countDeadLetters("test.plugin:d") == 2);
            healed.set(true);
            treat(crashed, first, true);
            treat(crashed, other, true);
            await().until(() -> letters(store).equals(List.of(poison, retried)));
            cured.set(true);
            treat(crashed, poison, false);
            treat(crashed, retried, true);
            await().until(() -> letters(store).isEmpty());

            begun.clear();
            again.plugin.subscribe(holding, (event, context) -> begun.add(event.id()));
            again.core.add(again.provider);
            again.publish(EventDraft.builder("a").id("last").subject("s").build());
            await().untilAsserted(() -> assertThat(begun).contains("slow", "last"));
            assertThat(begun).containsExactlyInAnyOrder("slow", "last");
        } finally {
            go.countDown();
            crashed.close();
        }
    }

    private static long publish(BusFixture bus, String id, String subject) {
        return bus.publish(EventDraft.builder("a").id(id).subject(subject).build())
                .position();
    }

    private static List<Long> letters(FaultyStore store) {
        return store.deadLetters("test.plugin:d", 0, 10).stream()
                .map(DeadLetter::position)
                .toList();
    }

    private static void treat(BusFixture bus, long position, boolean again) {
        DeadLettersAdmin letters = bus.core.deadLetters();
        DeadLettersAdmin.Filter filter = DeadLettersAdmin.Filter.at(position);
        await().until(() ->
                (again ? letters.replay("test.plugin:d", filter, "op") : letters.discard("test.plugin:d", filter, "op"))
                        == 1);
    }
}

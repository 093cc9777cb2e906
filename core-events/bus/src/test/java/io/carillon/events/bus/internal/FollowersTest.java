// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventDraft;
import io.carillon.events.OnPoison;
import io.carillon.events.RetryPolicy;
import io.carillon.events.Subscription;
import io.carillon.events.admin.DeadLettersAdmin;
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
}

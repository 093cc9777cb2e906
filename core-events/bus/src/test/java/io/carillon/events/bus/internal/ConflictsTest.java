// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventConflictException;
import io.carillon.events.EventDraft;
import io.carillon.events.OverloadedException;
import io.carillon.events.Receipt;
import io.carillon.patience.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Publishes under identities that are taken. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConflictsTest {

    /** One that is being compared, and those that wait for it. */
    private static final int MOST = 1 + 1_000;

    @Test
    void a_thousand_wait_to_be_compared_and_one_more_is_refused_while_others_go_on() {
        try (BusFixture bus =
                BusFixture.over(BusFixture.emptyStore(), BusFixture.settings(10_000, Patience.LONGEST, 100))) {
            EventDraft first =
                    EventDraft.builder("order.created").id("o-1").data(1).build();
            EventDraft other = first.toBuilder().data(2).build();
            bus.publish(first);
            CountDownLatch slow = new CountDownLatch(1);
            bus.store.beforeFind = () -> {
                if (slow.getCount() > 0) {
                    await().until(() -> slow.getCount() == 0);
                }
            };
            List<CompletableFuture<Receipt>> waiting = new ArrayList<>();
            try {
                for (int i = 0; i < MOST; i++) {
                    waiting.add(bus.plugin.publish(other).toCompletableFuture());
                }
                bus.publish("order.paid"); // settled behind them
                assertThat(waiting).noneMatch(CompletableFuture::isDone);

                assertThatThrownBy(() -> BusFixture.get(bus.plugin.publish(other)))
                        .isInstanceOf(OverloadedException.class)
                        .hasMessageContaining("more than 1000 publishes under identities that are in the log");
                assertThat(bus.publish("order.paid").duplicate()).isFalse();
            } finally {
                slow.countDown();
            }
            for (CompletableFuture<Receipt> each : waiting) {
                assertThatThrownBy(() -> BusFixture.get(each)).isInstanceOf(EventConflictException.class);
            }
        }
    }
}

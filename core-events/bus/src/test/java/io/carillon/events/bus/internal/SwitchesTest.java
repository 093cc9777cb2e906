// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What is switched off stays so, however a host comes up. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SwitchesTest {

    private static final int ROUNDS = 20;
    private static final int HANDLERS = 200;

    @Test
    void a_handler_that_comes_while_the_log_is_being_opened_is_paused_if_it_was() {
        FaultyStore store = BusFixture.emptyStore();
        try (BusFixture bus = BusFixture.over(store)) {
            await().until(() -> bus.core.store().isOpen());
            bus.core.subscriptions().setPluginEnabled("test.plugin", false, "ops");
        }
        for (int round = 0; round < ROUNDS; round++) {
            try (BusFixture bus = BusFixture.over(store)) { // the log is opened on a thread of its own
                for (int i = 0; i < HANDLERS; i++) {
                    bus.plugin.subscribe(Subscription.live("h" + i, "a"), (event, context) -> {});
                }
                await().until(() -> bus.core.store().isOpen());
                assertThat(bus.core.subscriptions().list())
                        .as("round " + round)
                        .hasSize(HANDLERS)
                        .noneMatch(SubscriptionStatus::enabled);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Subscription;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EphemeralTypesTest {

    private final EphemeralTypes types = new EphemeralTypes();

    @Test
    void only_a_durable_subscription_to_nothing_but_ephemeral_types_is_objected_to() {
        types.published("cursor:moved", true);
        types.published("typing", true);

        assertThat(types.objection(Subscription.durable("d", "cursor.moved", "typing")))
                .isEqualTo(
                        "durable subscription \"d\" wants ephemeral types only (cursor.moved, typing), which are never"
                                + " in the log; declare it with mode LIVE");
        assertThat(types.objection(Subscription.durable("d", "cursor.moved", "other")))
                .isNull();
        assertThat(types.objection(Subscription.durable("d", "cursor.*"))).isNull();
        assertThat(types.objection(Subscription.live("l", "typing"))).isNull();
    }

    @Test
    void a_type_that_is_in_the_log_after_all_is_not_ephemeral() {
        types.published("a:b", true);
        types.published("a.b", false);

        assertThat(types.objection(Subscription.durable("d", "a.b"))).isNull();
    }

    @Test
    void no_more_types_are_remembered_than_the_limit() {
        for (int i = 0; i <= EphemeralTypes.MOST; i++) {
            types.published("t" + i, true);
        }
        assertThat(types.objection(Subscription.durable("d", "t" + (EphemeralTypes.MOST - 1))))
                .isNotNull();
        assertThat(types.objection(Subscription.durable("d", "t" + EphemeralTypes.MOST)))
                .isNull();
    }
}

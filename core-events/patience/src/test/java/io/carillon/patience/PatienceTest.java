// SPDX-License-Identifier: Apache-2.0
package io.carillon.patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PatienceTest {

    /** What a wait has by itself. */
    private static final long SHORT_MILLIS = 10_000;

    @Test
    void a_wait_that_names_no_limit_is_a_long_one() {
        AtomicLong left = new AtomicLong();

        await().conditionEvaluationListener(condition -> left.set(condition.getRemainingTimeInMS()))
                .until(() -> true);

        assertThat(left.get()).isBetween(SHORT_MILLIS, Patience.LONGEST.toMillis());
    }
}

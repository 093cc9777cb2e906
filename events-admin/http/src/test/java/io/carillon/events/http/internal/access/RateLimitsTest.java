// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.http.internal.access.RateLimits.Kind;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RateLimitsTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE / 2);
    private final RateLimits limits = new RateLimits(Map.of(Kind.PUBLISH, 100, Kind.READ, 0), nanos::get);

    private int taken(Kind kind, String caller, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            try {
                limits.count(kind, caller);
                taken++;
            } catch (ProblemException e) {
                assertThat(e.problem().code()).isEqualTo(ProblemCode.RATE_LIMITED);
                assertThat(e.problem().headers()).containsEntry("Retry-After", "1");
            }
        }
        return taken;
    }

    @Test
    void of_ten_thousand_requests_within_a_second_a_hundred_are_taken_and_others_are_not_held_up() {
        assertThat(taken(Kind.PUBLISH, "token:a", 10_000)).isEqualTo(100);
        assertThat(taken(Kind.PUBLISH, "token:b", 100)).isEqualTo(100);
    }

    @Test
    void room_comes_back_evenly_and_never_more_than_a_second_of_it() {
        taken(Kind.PUBLISH, "token:a", 200);
        nanos.addAndGet(50_000_000);
        assertThat(taken(Kind.PUBLISH, "token:a", 200)).isEqualTo(5);
        nanos.addAndGet(3_600_000_000_000L);
        assertThat(taken(Kind.PUBLISH, "token:a", 200)).isEqualTo(100);
    }

    @Test
    void zero_and_what_is_not_set_are_no_limits_and_remember_nobody() {
        assertThat(taken(Kind.READ, "token:a", 10_000)).isEqualTo(10_000);
        assertThat(taken(Kind.CHANGE, "token:a", 10_000)).isEqualTo(10_000);
        assertThat(limits.callers(Kind.READ)).isZero();
    }

    @Test
    void a_million_callers_do_not_fill_the_memory_and_the_busy_ones_are_not_forgotten() {
        taken(Kind.PUBLISH, "busy", 100);
        for (int i = 0; i < 1_000_000; i++) {
            limits.count(Kind.PUBLISH, "caller-" + i);
            if (i % 1_000 == 0) {
                assertThatThrownBy(() -> limits.count(Kind.PUBLISH, "busy")).isInstanceOf(ProblemException.class);
            }
        }

        assertThat(limits.callers(Kind.PUBLISH)).isEqualTo(RateLimits.MAX_CALLERS);
        assertThat(taken(Kind.PUBLISH, "busy", 1)).isZero();
    }
}

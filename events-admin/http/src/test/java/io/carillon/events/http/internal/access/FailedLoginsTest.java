// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FailedLoginsTest {

    private final VirtualClock clock = new VirtualClock();
    private final FailedLogins failures = new FailedLogins(clock);

    @Test
    void ten_wrong_tokens_in_a_minute_are_answered_and_the_next_has_to_wait_for_the_rest_of_it() {
        fail("a", FailedLogins.MAX_FAILURES);
        clock.forward(Duration.ofSeconds(20));

        assertThat(failures.failed("a")).contains(Duration.ofSeconds(40));
        assertThat(failures.failed("b")).isEmpty();
    }

    @Test
    void after_the_minute_it_begins_anew_also_for_one_who_never_paused() {
        fail("a", FailedLogins.MAX_FAILURES);
        for (int second = 1; second < 60; second++) {
            clock.forward(Duration.ofSeconds(1));
            assertThat(failures.failed("a")).isPresent();
        }
        clock.forward(Duration.ofSeconds(1));

        fail("a", FailedLogins.MAX_FAILURES);
        assertThat(failures.failed("a")).contains(FailedLogins.WINDOW);
    }

    @Test
    void a_clock_that_is_set_back_locks_nobody_out() {
        fail("a", FailedLogins.MAX_FAILURES);
        clock.forward(Duration.ofHours(-1));

        assertThat(failures.failed("a")).isEmpty();
    }

    @Test
    void of_too_many_addresses_the_oldest_are_forgotten() {
        fail("oldest", FailedLogins.MAX_FAILURES);
        fail("second", FailedLogins.MAX_FAILURES);
        for (int i = 0; i < FailedLogins.MAX_ADDRESSES - 1; i++) {
            fail("address-" + i, 1);
        }

        assertThat(failures.addresses()).isEqualTo(FailedLogins.MAX_ADDRESSES);
        assertThat(failures.failed("second")).isPresent();
        assertThat(failures.failed("oldest")).isEmpty();
        assertThat(failures.addresses()).isEqualTo(FailedLogins.MAX_ADDRESSES);
    }

    @Test
    void a_million_addresses_do_not_fill_the_memory() {
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(failures.failed("address-" + i)).isEmpty();
        }

        assertThat(failures.addresses()).isEqualTo(FailedLogins.MAX_ADDRESSES);
    }

    @Test
    void who_waits_is_known_before_the_next_try_and_asking_counts_nothing() {
        assertThat(failures.waiting("a")).isEmpty();
        fail("a", FailedLogins.MAX_FAILURES - 1);
        assertThat(failures.waiting("a")).isEmpty();
        fail("a", 1);

        assertThat(failures.waiting("a")).contains(FailedLogins.WINDOW);
        assertThat(failures.waiting("b")).isEmpty();
        clock.forward(FailedLogins.WINDOW);
        assertThat(failures.waiting("a")).isEmpty();
    }

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(failures.failed(address)).isEmpty();
        }
    }

    private static final class VirtualClock extends Clock {

        private Instant now = Instant.parse("2026-01-31T12:00:00Z");

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

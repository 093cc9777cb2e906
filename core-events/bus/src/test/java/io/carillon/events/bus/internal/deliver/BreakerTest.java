// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import static io.carillon.events.admin.SubscriptionStatus.Breaker.CLOSED;
import static io.carillon.events.admin.SubscriptionStatus.Breaker.HALF_OPEN;
import static io.carillon.events.admin.SubscriptionStatus.Breaker.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.admin.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BreakerTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Breaker breaker = new Breaker(BreakerSettings.ofDefaults());

    @Test
    void opens_at_half_of_the_last_twenty_and_not_before() {
        for (int i = 0; i < 10; i++) {
            breaker.succeeded(START);
        }
        for (int i = 0; i < 9; i++) {
            breaker.failed(START, false, false);
        }
        assertThat(breaker.state()).isEqualTo(CLOSED);

        breaker.failed(START, false, false);

        assertThat(breaker.state()).isEqualTo(OPEN);
        assertThat(breaker.allows(START.plusSeconds(30).minusNanos(1))).isFalse();
    }

    @Test
    void fewer_than_twenty_attempts_do_not_open_it() {
        for (int i = 0; i < 19; i++) {
            breaker.failed(START, false, false);
        }
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void events_that_fail_again_do_not_open_it_but_their_time_outs_do() {
        for (int i = 0; i < 100; i++) {
            breaker.failed(START, false, true);
        }
        assertThat(breaker.state()).isEqualTo(CLOSED);

        for (int i = 0; i < 5; i++) {
            breaker.failed(START, true, true);
        }
        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    @Test
    void opens_at_five_time_outs_in_a_row_but_another_result_between_counts() {
        for (int i = 0; i < 4; i++) {
            breaker.failed(START, true, false);
        }
        breaker.failed(START, false, false);
        for (int i = 0; i < 4; i++) {
            breaker.failed(START, true, false);
        }
        assertThat(breaker.state()).isEqualTo(CLOSED);

        breaker.failed(START, true, false);

        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    @Test
    void one_probe_goes_through_until_its_result_is_told() {
        Instant due = opened();

        assertThat(breaker.allows(due)).isTrue();
        assertThat(breaker.state()).isEqualTo(HALF_OPEN);
        assertThat(breaker.allows(due.plus(Duration.ofDays(1)))).isFalse();

        breaker.succeeded(due);

        assertThat(breaker.state()).isEqualTo(CLOSED);
        assertThat(breaker.allows(due)).isTrue();
    }

    @Test
    void the_wait_doubles_up_to_ten_minutes_and_never_ends_for_good() {
        Instant due = opened();
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            assertThat(breaker.allows(due)).isTrue();
            breaker.failed(due, false, false);
            Instant next = breaker.retryAt().orElseThrow();
            waits.add(Duration.between(due, next));
            due = next;
        }
        assertThat(waits)
                .extracting(Duration::toSeconds)
                .containsExactly(60L, 120L, 240L, 480L, 600L, 600L, 600L, 600L);

        assertThat(breaker.allows(due)).isTrue();
        breaker.succeeded(due);
        assertThat(opened()).as("the first wait again").isEqualTo(START.plusSeconds(30));
    }

    @Test
    void a_probe_that_is_not_made_leaves_room_for_another() {
        Instant due = opened();
        assertThat(breaker.allows(due)).isTrue();

        breaker.forgone();

        assertThat(breaker.state()).isEqualTo(OPEN);
        assertThat(breaker.allows(due)).isTrue();
    }

    @Test
    void a_breaker_that_could_never_open_or_wait_is_refused() {
        assertThatThrownBy(() -> new BreakerSettings(20, 21, 5, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BreakerSettings(20, 10, 5, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Instant opened() {
        for (int i = 0; i < 5; i++) {
            breaker.failed(START, true, false);
        }
        return breaker.retryAt().orElseThrow();
    }

    @Test
    void a_thousand_random_histories_are_those_of_the_reference_machine() {
        long seed = Long.getLong("carillon.test.seed", System.nanoTime());
        Set<SubscriptionStatus.Breaker> seen = EnumSet.noneOf(SubscriptionStatus.Breaker.class);
        int longestWaits = 0;
        for (int sequence = 0; sequence < 1_000; sequence++) {
            Random random = new Random(seed + sequence);
            Breaker tested = new Breaker(BreakerSettings.ofDefaults());
            Reference reference = new Reference();
            Instant now = START;
            double failing = random.nextDouble();
            for (int step = 0; step < 400; step++) {
                if (random.nextInt(50) == 0) {
                    failing = random.nextDouble();
                }
                now = now.plusMillis(random.nextInt(random.nextInt(4) == 0 ? 400_000 : 5_000));
                String what = "carillon.test.seed=" + seed + " sequence " + sequence + " step " + step;
                switch (random.nextInt(20)) {
                    case 0 -> {
                        tested.forgone();
                        reference.forgone();
                    }
                    case 1, 2 -> result(tested, reference, now, random, failing); // of an attempt from before
                    default -> {
                        boolean allowed = tested.allows(now);
                        assertThat(allowed).as(what).isEqualTo(reference.allows(now));
                        if (allowed && random.nextInt(10) > 0) {
                            result(tested, reference, now, random, failing);
                        }
                    }
                }
                seen.add(tested.state());
                longestWaits += reference.openings >= 6 ? 1 : 0;
                assertThat(tested.state()).as(what).isEqualTo(reference.state());
                assertThat(tested.retryAt()).as(what).isEqualTo(reference.retryAt());
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(CLOSED, OPEN, HALF_OPEN);
        assertThat(longestWaits).as("steps at the longest wait").isPositive();
    }

    private static void result(Breaker tested, Reference reference, Instant now, Random random, double failing) {
        if (random.nextDouble() < failing) {
            boolean timedOut = random.nextInt(3) > 0;
            boolean again = random.nextInt(3) == 0;
            tested.failed(now, timedOut, again);
            reference.result(now, timedOut, again);
        } else {
            tested.succeeded(now);
            reference.handled();
        }
    }

    /** The rules once more, from the whole history since the circuit closed as texts of S and F, and of T for time-outs. */
    private static final class Reference {

        private String firsts = "";
        private String times = "";
        /** Openings in a row, 0 while closed. */
        private int openings;

        private Instant opened = START;
        private boolean probing;

        boolean allows(Instant now) {
            if (openings == 0) {
                return true;
            }
            if (probing || now.isBefore(due())) {
                return false;
            }
            probing = true;
            return true;
        }

        void forgone() {
            probing = false;
        }

        void result(Instant now, boolean timedOut, boolean again) {
            if (openings == 0) {
                firsts += again ? "" : "F";
                times += timedOut ? "T" : "F";
                String last = firsts.substring(Math.max(0, firsts.length() - 20));
                long bad = last.chars().filter(c -> c == 'F').count();
                if (last.length() == 20 && bad * 2 >= 20 || times.endsWith("TTTTT")) {
                    openings = 1;
                    opened = now;
                }
            } else if (probing) {
                openings++;
                probing = false;
                opened = now;
            }
        }

        void handled() {
            if (openings == 0) {
                firsts += "S";
                times += "S";
            } else if (probing) {
                openings = 0;
                probing = false;
                firsts = "";
                times = "";
            }
        }

        private Instant due() {
            return opened.plusSeconds(Math.min(600, 30L << Math.min(openings - 1, 10)));
        }

        SubscriptionStatus.Breaker state() {
            return openings == 0 ? CLOSED : probing ? HALF_OPEN : OPEN;
        }

        Optional<Instant> retryAt() {
            return openings > 0 && !probing ? Optional.of(due()) : Optional.empty();
        }
    }
}

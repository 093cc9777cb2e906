// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.admin.PluginLoad.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConductTest {

    private static final LoadLimits LIMITS = new LoadLimits(
            1.6, 1_000, 50, 100, 8, 20, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));

    private final Conduct conduct = new Conduct(LIMITS);

    private static Reading cpu(double processors) {
        return new Reading(processors, 0, 0, 5, 1, 5, false, 0, false, 0, 0, null);
    }

    private static Reading publishing(double rate, boolean heldBack) {
        return new Reading(0.1, rate, 0, 5, 1, 5, heldBack, 0, false, 0, 0, null);
    }

    private static Reading logging(double rate) {
        return new Reading(0.1, 0, rate, 5, 1, 5, false, 0, false, 0, 0, null);
    }

    private static Reading busy(@Nullable String thread) {
        return new Reading(1.0, 0, 0, 5, 1, 5, false, 0, false, 0, 0, thread);
    }

    private static Reading threads(int mean, int now) {
        return new Reading(0.1, 0, 0, mean, 1, now, false, 0, false, 0, 0, null);
    }

    private static Reading starved(int calls) {
        return new Reading(0.1, 0, 0, 5, 1, 5, false, 0, false, calls, calls, null);
    }

    private static Reading calls(int stuck, boolean exhausted, int faults) {
        return new Reading(0.1, 0, 0, 5, 1, 5, false, stuck, exhausted, faults, 0, null);
    }

    private Verdict at(int second, Reading reading) {
        return conduct.judge(Duration.ofSeconds(second), reading);
    }

    @Test
    void what_keeps_to_its_quotas_to_the_last_bit_is_left_alone() {
        Reading full = new Reading(1.6, 1_000, 50, 100, 8, 1_000, false, 0, false, 19, 2, null);
        for (int second = 0; second < 1_000; second++) {
            assertThat(at(second, full)).isEqualTo(Verdict.NORMAL);
        }
    }

    @Test
    void a_busy_plugin_is_warned_then_throttled_then_quarantined_and_told_why() {
        Verdict warned = at(0, cpu(1.9));
        assertThat(warned.standing()).isEqualTo(Standing.WARNED);
        assertThat(warned.reason()).isEqualTo("it keeps 1.90 processors busy, its quota is 1.60");
        assertThat(warned.breach()).isEqualTo(new Verdict.Breach("cpu", 1.6, 1.9));
        assertThat(at(9, cpu(1.9)).standing()).isEqualTo(Standing.WARNED);
        assertThat(at(10, cpu(1.9)).standing()).isEqualTo(Standing.THROTTLED);
        assertThat(at(59, cpu(1.9)).standing()).isEqualTo(Standing.THROTTLED);
        Verdict quarantined = at(60, cpu(1.9));
        assertThat(quarantined.standing()).isEqualTo(Standing.QUARANTINE);
        assertThat(quarantined.breach()).isNotNull();
        assertThat(at(61, cpu(1.9)).breach()).as("told once").isNull();
    }

    @Test
    void a_flood_of_log_lines_is_warned_then_throttled_then_quarantined_and_told_why() {
        assertThat(at(0, logging(50)).standing()).isEqualTo(Standing.NORMAL);
        Verdict warned = at(1, logging(51));
        assertThat(warned.standing()).isEqualTo(Standing.WARNED);
        assertThat(warned.reason()).isEqualTo("it writes 51 log lines a second, its quota is 50");
        assertThat(warned.breach()).isEqualTo(new Verdict.Breach("log_rate", 50, 51));
        assertThat(at(11, logging(51)).standing()).isEqualTo(Standing.THROTTLED);
        assertThat(at(61, logging(51)).standing()).isEqualTo(Standing.QUARANTINE);
    }

    @Test
    void a_thread_that_does_not_stop_is_named_though_all_of_it_is_within_the_quota_and_that_is_all() {
        Verdict warned = at(0, busy("poller"));
        assertThat(warned.standing()).isEqualTo(Standing.WARNED);
        assertThat(warned.reason()).isEqualTo("its thread \"poller\" has kept a processor busy for 30 s or more");
        assertThat(warned.breach()).isNotNull();
        assertThat(at(10_000, busy("poller")).standing()).isEqualTo(Standing.WARNED);
        at(10_001, busy(null));
        assertThat(at(10_031, busy(null))).isEqualTo(Verdict.NORMAL);
    }

    @Test
    void one_moment_within_the_quota_begins_the_count_anew() {
        at(0, cpu(1.9));
        at(9, cpu(1.6));
        assertThat(at(10, cpu(1.9)).standing()).isEqualTo(Standing.WARNED);
        assertThat(at(19, cpu(1.9)).standing()).isEqualTo(Standing.WARNED);
        assertThat(at(20, cpu(1.9)).standing()).isEqualTo(Standing.THROTTLED);
    }

    @Test
    void it_is_forgiven_one_step_at_a_time() {
        at(0, cpu(1.9));
        at(10, cpu(1.9));
        assertThat(at(11, cpu(0.5)).standing()).isEqualTo(Standing.THROTTLED);
        assertThat(at(40, cpu(0.5)).standing()).isEqualTo(Standing.THROTTLED);
        Verdict better = at(41, cpu(0.5));
        assertThat(better.standing()).isEqualTo(Standing.WARNED);
        assertThat(better.breach()).isNull();
        assertThat(at(70, cpu(0.5)).standing()).isEqualTo(Standing.WARNED);
        assertThat(at(71, cpu(0.5))).isEqualTo(Verdict.NORMAL);
    }

    @Test
    void a_publish_loop_is_slowed_down_for_as_long_as_it_goes_on_and_never_quarantined() {
        at(0, publishing(5_000, true));
        assertThat(at(10, publishing(5_000, true)).standing()).isEqualTo(Standing.THROTTLED);
        for (int second = 11; second < 1_000; second++) {
            assertThat(at(second, publishing(500, true)).standing()).isEqualTo(Standing.THROTTLED);
        }
        at(1_000, publishing(10, false));
        assertThat(at(1_030, publishing(10, false)).standing()).isEqualTo(Standing.WARNED);
    }

    @Test
    void publishing_much_is_no_offence_while_the_log_keeps_up() {
        for (int second = 0; second < 100; second++) {
            assertThat(at(second, publishing(1_000_000, false))).isEqualTo(Verdict.NORMAL);
        }
    }

    @Test
    void a_flood_of_threads_is_quarantined_at_once() {
        assertThat(at(0, threads(100, 1_000)).standing()).isEqualTo(Standing.NORMAL);
        Verdict flood = at(1, threads(100, 1_001));
        assertThat(flood.standing()).isEqualTo(Standing.QUARANTINE);
        assertThat(flood.reason()).isEqualTo("it has 1001 threads, more than 10 times its quota of 100");
    }

    @Test
    void twenty_faults_in_a_row_and_a_plugin_without_threads_are_quarantined_for_good() {
        assertThat(at(0, calls(0, false, 19)).standing()).isEqualTo(Standing.NORMAL);
        Verdict faults = at(1, calls(0, false, 20));
        assertThat(faults.standing()).isEqualTo(Standing.QUARANTINE);
        assertThat(faults.reason())
                .isEqualTo("20 calls in a row, over all its handlers, ended in a time-out or an error");
        assertThat(at(10_000, calls(0, false, 0)).standing()).isEqualTo(Standing.QUARANTINE);
        assertThat(at(10_001, calls(0, false, 0)).reason()).isEqualTo(faults.reason());
        assertThat(at(10_002, threads(5, 5_000)))
                .as("what it was quarantined for stays what it was")
                .isEqualTo(new Verdict(Standing.QUARANTINE, faults.reason(), null));

        Verdict stuck = new Conduct(LIMITS).judge(Duration.ZERO, calls(8, true, 3));
        assertThat(stuck.standing()).isEqualTo(Standing.QUARANTINE);
        assertThat(stuck.reason()).contains("8 are held by calls");
    }

    @Test
    void three_calls_in_a_row_without_memory_are_quarantined() {
        assertThat(at(0, starved(2)).standing()).isEqualTo(Standing.NORMAL);
        Verdict starved = at(1, starved(3));
        assertThat(starved.standing()).isEqualTo(Standing.QUARANTINE);
        assertThat(starved.reason()).isEqualTo("3 calls in a row, over all its handlers, ran out of memory");
    }

    @Test
    void a_stuck_call_is_named_until_it_returns() {
        assertThat(at(0, calls(1, false, 1)).standing()).isEqualTo(Standing.WARNED);
        for (int second = 1; second < 1_000; second++) {
            assertThat(at(second, calls(1, false, 0)).standing()).isEqualTo(Standing.WARNED);
        }
        at(1_000, calls(0, false, 0));
        assertThat(at(1_030, calls(0, false, 0))).isEqualTo(Verdict.NORMAL);
    }

    /** What should come out, from the whole history each time. */
    private static final class Reference {

        private final List<Integer> seconds = new ArrayList<>();
        private final List<Reading> readings = new ArrayList<>();
        private final List<Standing> standings = new ArrayList<>();

        Standing judge(int second, Reading reading) {
            seconds.add(second);
            readings.add(reading);
            int last = readings.size() - 1;
            Standing before = last == 0 ? Standing.NORMAL : standings.get(last - 1);
            standings.add(next(before, asked(last)));
            return standings.get(last);
        }

        private Standing asked(int at) {
            Reading now = readings.get(at);
            if (now.exhausted() || now.faults() >= 20 || now.outOfMemory() >= 3 || now.threadsNow() > 1_000) {
                return Standing.QUARANTINE;
            }
            int contained = longest(at, reading -> reading.publishRate() > 1_000 && reading.heldBack());
            int others = Math.max(
                    longest(at, reading -> reading.processors() > 1.6),
                    Math.max(
                            Math.max(
                                    longest(at, reading -> reading.threads() > 100),
                                    longest(at, reading -> reading.logRate() > 50)),
                            longest(at, reading -> reading.inFlight() > 8)));
            if (others >= 60) {
                return Standing.QUARANTINE;
            }
            if (Math.max(others, contained) >= 10) {
                return Standing.THROTTLED;
            }
            return Math.max(others, contained) >= 0 || now.stuck() > 0 || now.busy() != null
                    ? Standing.WARNED
                    : Standing.NORMAL;
        }

        /** For how long it has been so without a break; less than zero if it is not so. */
        private int longest(int at, Predicate<Reading> over) {
            int first = at + 1;
            while (first > 0 && over.test(readings.get(first - 1))) {
                first--;
            }
            return first > at ? -1 : seconds.get(at) - seconds.get(first);
        }

        private Standing next(Standing before, Standing asked) {
            int last = readings.size() - 1;
            if (before == Standing.QUARANTINE || asked.compareTo(before) > 0) {
                return before == Standing.QUARANTINE ? before : asked;
            }
            if (before == Standing.NORMAL || !calm(last, before)) {
                return before;
            }
            int first = last;
            while (first > 0 && standings.get(first - 1) == before && calm(first - 1, before)) {
                first--;
            }
            return seconds.get(last) - seconds.get(first) >= 30 ? below(before) : before;
        }

        private boolean calm(int at, Standing standing) {
            return asked(at).compareTo(standing) < 0
                    && !(standing == Standing.THROTTLED && readings.get(at).heldBack());
        }

        private static Standing below(Standing standing) {
            return standing == Standing.THROTTLED ? Standing.WARNED : Standing.NORMAL;
        }
    }

    @Test
    void a_thousand_random_lives_end_as_the_rules_say() {
        long seed = new Random().nextLong();
        Map<Standing, Integer> seen = new EnumMap<>(Standing.class);
        for (int life = 0; life < 1_000; life++) {
            Random random = new Random(seed + life);
            Conduct judged = new Conduct(LIMITS);
            Reference reference = new Reference();
            Reading reading = Reading.NOTHING;
            int second = 0;
            for (int step = 0; step < 120; step++) {
                second += 1 + random.nextInt(3);
                if (random.nextInt(6) == 0) {
                    reading = random(random);
                }
                Standing expected = reference.judge(second, reading);
                Verdict verdict = judged.judge(Duration.ofSeconds(second), reading);
                assertThat(verdict.standing())
                        .as("seed %d life %d second %d reading %s", seed, life, second, reading)
                        .isEqualTo(expected);
                assertThat(verdict.reason().isEmpty()).isEqualTo(expected == Standing.NORMAL);
                seen.merge(expected, 1, Integer::sum);
            }
        }
        assertThat(seen).containsOnlyKeys(Standing.values());
    }

    private static Reading random(Random random) {
        return new Reading(
                random.nextInt(4) == 0 ? 1.7 : 1.6,
                random.nextInt(4) == 0 ? 1_001 : 1_000,
                random.nextInt(8) == 0 ? 51 : 50,
                random.nextInt(8) == 0 ? 101 : 100,
                random.nextInt(8) == 0 ? 9 : 8,
                random.nextInt(200) == 0 ? 1_001 : 1_000,
                random.nextInt(4) == 0,
                random.nextInt(8) == 0 ? 1 : 0,
                random.nextInt(200) == 0,
                random.nextInt(200) == 0 ? 20 : 19,
                random.nextInt(200) == 0 ? 3 : 2,
                random.nextInt(16) == 0 ? "t" : null);
    }
}

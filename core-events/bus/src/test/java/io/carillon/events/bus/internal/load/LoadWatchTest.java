// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.OverloadedException;
import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.PluginLoad.Standing;
import io.carillon.events.bus.internal.log.BusTimers;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LoadWatchTest {

    private static final LoadLimits LIMITS = new LoadLimits(
            1.6, 1_000, 50, 100, 8, 20, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));

    private final List<String> told = new ArrayList<>();
    private final BusTimers timers = new BusTimers();
    private final LoadWatch watch = new LoadWatch(
            LIMITS,
            timers,
            plugin -> 3,
            (plugin, quota, limit, observed, action) -> told.add(
                    plugin + " " + quota + " " + Math.round(limit) + " " + Math.round(observed) + " " + action),
            className -> Set.of());
    private int second;

    @AfterEach
    void end() {
        timers.close();
    }

    private static PluginAccount account(String plugin) {
        return new PluginAccount(plugin, new URLClassLoader(new URL[0], null), 10_000, Duration.ZERO);
    }

    private void seconds(int count, PluginAccount plugin, int lines) {
        for (int end = second + count; second < end; second++) {
            for (int i = 0; i < lines; i++) {
                plugin.logged();
            }
            watch.look(Duration.ofSeconds(second));
        }
    }

    private PluginLoad load() {
        return watch.list().get(0);
    }

    @Test
    void a_flood_of_log_lines_is_told_at_each_step_slowed_down_and_forgiven() {
        PluginAccount flooding = account("p");
        watch.add(flooding, true);
        seconds(6, flooding, 100);
        assertThat(load().standing()).isEqualTo(Standing.NORMAL);
        seconds(1, flooding, 100);
        assertThat(load().standing()).isEqualTo(Standing.WARNED);
        assertThat(load().reason()).isEqualTo("it writes 60 log lines a second, its quota is 50");
        assertThat(load().handlers()).isEqualTo(3);
        assertThat(flooding.throttled()).isFalse();

        seconds(10, flooding, 100);
        assertThat(load().standing()).isEqualTo(Standing.THROTTLED);
        flooding.admit(5_000); // of ten seconds
        assertThatThrownBy(() -> flooding.admit(1))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("rate-limited to 500 events a second because it writes 100 log lines a second");

        seconds(70, flooding, 0);
        assertThat(load().standing())
                .as("publishing was held back a moment ago")
                .isNotEqualTo(Standing.QUARANTINE);
        seconds(70, flooding, 0);
        assertThat(load().standing()).isEqualTo(Standing.NORMAL);
        assertThat(flooding.throttled()).isFalse();
        assertThat(told).containsExactly("p log_rate 50 60 warn", "p log_rate 50 100 throttle");
    }

    @Test
    void one_that_does_not_stop_is_quarantined_and_told_once() {
        PluginAccount flooding = account("p");
        watch.add(flooding, true);
        seconds(100, flooding, 100);
        assertThat(load().standing()).isEqualTo(Standing.QUARANTINE);
        assertThat(told)
                .containsExactly("p log_rate 50 60 warn", "p log_rate 50 100 throttle", "p log_rate 50 100 quarantine");
        watch.remove(flooding);
        assertThat(watch.list()).isEmpty();
    }

    @Test
    void what_is_part_of_the_host_is_measured_and_left_alone() {
        PluginAccount host = account("host");
        watch.add(host, false);
        seconds(100, host, 1_000);
        assertThat(load().standing()).isEqualTo(Standing.NORMAL);
        assertThat(load().plugin()).isEqualTo("host");
        assertThat(host.throttled()).isFalse();
        assertThat(told).isEmpty();
    }
}

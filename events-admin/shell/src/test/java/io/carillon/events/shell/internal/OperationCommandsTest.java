// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.admin.ExplainAdmin;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.PluginImpact;
import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.Hash;
import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Explaining, replaying, loads of plugins and jobs, through the real runtime of Gogo. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OperationCommandsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    /** One job; writes down what it is asked. */
    private static final class OneJob implements JobsAdmin {

        final List<ReplayAdmin.Request> replays = new ArrayList<>();
        final List<String> acts = new ArrayList<>();
        JobStatus.State state = JobStatus.State.RUNNING;

        private JobStatus job() {
            return new JobStatus(
                    "job-1",
                    "replay",
                    "Replay 2 events",
                    state,
                    4,
                    10,
                    2,
                    "events",
                    "ada",
                    NOW,
                    null,
                    NOW.plusSeconds(9),
                    "");
        }

        @Override
        public JobStatus submit(String kind, String name, String unit, String by, JobWork work) {
            throw new AssertionError("not used here");
        }

        @Override
        public JobStatus verifyStore(String by) {
            throw new AssertionError("not used here");
        }

        @Override
        public JobStatus replay(ReplayAdmin.Request request, String name, String by) {
            assertThat(by).isEqualTo("shell:tester");
            replays.add(request);
            return job();
        }

        @Override
        public List<JobStatus> list() {
            return List.of(job());
        }

        @Override
        public Optional<JobStatus> get(String id) {
            return list().stream().filter(job -> job.id().equals(id)).findFirst();
        }

        @Override
        public void cancel(String id, String by) {
            acts.add("cancel " + id + " by " + by);
            state = JobStatus.State.CANCELLED;
        }

        @Override
        public void pause(String id, String by) {
            acts.add("pause " + id + " by " + by);
            state = JobStatus.State.PAUSED;
        }

        @Override
        public void resume(String id, String by) {
            acts.add("resume " + id + " by " + by);
            state = JobStatus.State.RUNNING;
        }
    }

    /** One plugin that does too much. */
    private static final class BusyPlugin implements PluginsAdmin {

        boolean safe = true;

        @Override
        public List<PluginStatus> list() {
            return List.of(new PluginStatus(
                    "shop.mail", "2.1.0", "Mail", PluginStatus.State.ACTIVE, "mail.jar", "00", 7, NOW, List.of()));
        }

        @Override
        public Optional<PluginStatus> get(String id) {
            return list().stream().filter(plugin -> plugin.id().equals(id)).findFirst();
        }

        @Override
        public boolean uploads() {
            throw new AssertionError("not used here");
        }

        @Override
        public PluginStatus install(InputStream jar, String sha256, String by) throws IOException {
            throw new AssertionError("not used here");
        }

        @Override
        public void remove(String id, boolean dependents, String by) {
            throw new AssertionError("not used here");
        }

        @Override
        public void enable(String id, String by) {
            throw new AssertionError("not used here");
        }

        @Override
        public void disable(String id, String by) {
            throw new AssertionError("not used here");
        }

        @Override
        public void reload(String id, String by) {
            throw new AssertionError("not used here");
        }

        @Override
        public PluginImpact impact(String id) {
            if (get(id).isEmpty()) {
                throw new NoSuchElementException("there is no plugin " + id);
            }
            return new PluginImpact(
                    id,
                    List.of("shop.mail:receipts"),
                    List.of(),
                    List.of("mail.sent"),
                    List.of("shop.log:main", "shop.ui:main"),
                    List.of());
        }

        @Override
        public SafeMode safeMode() {
            return new SafeMode(safe, safe ? "three starts in a row ended in a crash" : "");
        }

        @Override
        public void leaveSafeMode(String by) {
            assertThat(by).isEqualTo("shell:tester");
            safe = false;
        }
    }

    private static PluginLoad load() {
        return new PluginLoad(
                "shop.mail",
                2,
                Duration.ofMinutes(12),
                Duration.ofSeconds(90),
                1.25,
                Duration.ofMillis(81),
                3,
                1284,
                2.5,
                40117,
                3,
                17,
                PluginLoad.Standing.THROTTLED,
                "it keeps more than one processor busy");
    }

    private static StoredEvent stored(long position, String id, String source) {
        Event event = Event.of(EventDraft.builder("order.placed")
                .id(id)
                .source(source)
                .time(NOW)
                .build());
        return new StoredEvent(position, 0, event, NOW, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, false);
    }

    private final OneJob jobs = new OneJob();
    private final BusyPlugin plugins = new BusyPlugin();
    private final FoundEvents events = new FoundEvents(
            List.of(stored(7, "e7", "/shop"), stored(8, "twice", "/shop"), stored(9, "twice", "/other")));
    private final List<Long> explained = new ArrayList<>();
    private final ExplainAdmin explanations = position -> {
        explained.add(position);
        return List.of(
                new ExplainAdmin.Explanation(
                        "shop.mail:receipts",
                        ExplainAdmin.Outcome.DEAD_LETTER,
                        "its last attempt failed",
                        4,
                        NOW,
                        NOW.minusMillis(900),
                        Duration.ofMillis(7),
                        "2.1.0"),
                new ExplainAdmin.Explanation(
                        "shop.old:main",
                        ExplainAdmin.Outcome.NOT_SUBSCRIBED,
                        "it began at position 100",
                        0,
                        null,
                        null,
                        null,
                        null));
    };
    private final TestShell shell = new TestShell()
            .with("event", new EventFateCommands(events, explanations, jobs, CLOCK), "explain", "replay")
            .with("plugin", new PluginCommands(plugins, null, () -> List.of(load())), "list", "why")
            .with("plugin", new PluginLoadCommands(plugins, () -> List.of(load())), "load", "impact", "safemode")
            .with("job", new JobCommands(jobs), "list", "show", "cancel", "pause", "resume");

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void explain_says_what_became_of_an_event_by_position_or_id() {
        assertThat(shell.run("event:explain 7")).isZero();
        assertThat(shell.out())
                .contains("shop.mail:receipts  dead-letter", "7 ms", "2.1.0", "its last attempt failed")
                .contains("shop.old:main       not-subscribed", "it began at position 100");
        assertThat(shell.run("event:explain e7")).isZero();
        assertThat(explained).containsExactly(7L, 7L);
        assertThat(shell.run("event:explain none")).isEqualTo(CommandException.NOT_FOUND);
        assertThat(shell.run("event:explain twice")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("several sources").contains("8, 9");
    }

    @Test
    void replay_takes_events_by_position_range_and_id() {
        assertThat(shell.run("event:replay 3 20-22 e7 --to shop.mail:receipts,shop.log:main --rate 2.5 --dry-run"))
                .isZero();

        assertThat(shell.out()).isEqualTo("started job-1  Replay 2 events\n");
        assertThat(jobs.replays)
                .containsExactly(new ReplayAdmin.Request(
                        List.of(3L, 20L, 21L, 22L, 7L),
                        null,
                        List.of("shop.mail:receipts", "shop.log:main"),
                        2.5,
                        true));
    }

    @Test
    void replay_takes_a_filter() {
        assertThat(shell.run("event:replay --type 'order.**' --from -1h --until -30m"))
                .isZero();

        ReplayAdmin.Request request = jobs.replays.get(0);
        EventQuery query = request.query();
        assertThat(query).isNotNull();
        assertThat(query.types()).hasToString("[order.**]");
        assertThat(query.from()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(query.to()).isEqualTo(NOW.minus(Duration.ofMinutes(30)));
        assertThat(request.positions()).isEmpty();
        assertThat(request.subscriptions()).isEmpty();
        assertThat(request.dryRun()).isFalse();
        assertThat(request.rate()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 7 --type a",
                " 7 --rate -1",
                " 7 --rate fast",
                " --type a..b",
                " --from soon",
                " 1-1001",
                " 9-7",
                " 0",
                " 1-999 2000-2001"
            })
    void a_replay_that_is_not_clear_is_not_started(String arguments) {
        assertThat(shell.run("event:replay" + arguments)).isEqualTo(CommandException.USAGE);
        assertThat(jobs.replays).isEmpty();
    }

    @Test
    void as_many_events_as_the_limit_are_replayed() {
        assertThat(shell.run("event:replay 1-1000")).isZero();
        assertThat(jobs.replays.get(0).positions())
                .hasSize(1_000)
                .startsWith(1L)
                .endsWith(1_000L);
    }

    @Test
    void plugins_are_listed_with_what_they_cost() {
        assertThat(shell.run("plugin:list")).isZero();
        assertThat(shell.out().lines())
                .satisfiesExactly(
                        header ->
                                assertThat(header).matches("ID +VERSION +STATE +HANDLERS +HANDLED +FAILED +P99 +NOTE"),
                        mail -> assertThat(mail)
                                .contains("40\u00a0117", "81 ms", "throttled: it keeps more than one processor busy"),
                        safe -> assertThat(safe).isEqualTo("safe mode: three starts in a row ended in a crash"));
        assertThat(shell.run("plugin:why shop.mail")).isZero();
        assertThat(shell.out())
                .isEqualTo("shop.mail 2.1.0 is active.\n  ! throttled: it keeps more than one processor busy\n");
        assertThat(shell.run("plugin:load")).isZero();
        assertThat(shell.out()).contains("1.5 min", "12 min", "125 %", "1\u00a0284", "2.5", "17", "throttled");
        assertThat(shell.run("plugin:load shop.mail")).isZero();
        assertThat(shell.out()).contains("cpu now       125 % of one processor", "in flight     3", "handlers      2");
        assertThat(shell.run("plugin:load none")).isEqualTo(CommandException.NOT_FOUND);
    }

    @Test
    void impact_names_what_a_stop_would_touch() {
        assertThat(shell.run("plugin:impact shop.mail")).isZero();
        assertThat(shell.out()).isEqualTo("""
                        Stopping shop.mail would touch:
                          1 subscriptions that become dormant and gather lag
                              shop.mail:receipts
                          no live subscriptions that miss what is published meanwhile
                          1 types of events that would come no more
                              mail.sent
                          2 subscriptions of others that want those types
                              shop.log:main
                              shop.ui:main
                          no bundles that use its packages and are refreshed with it
                        """);
        assertThat(shell.run("plugin:impact none")).isEqualTo(CommandException.NOT_FOUND);
    }

    @Test
    void safe_mode_is_told_and_left() {
        assertThat(shell.run("plugin:safemode")).isZero();
        assertThat(shell.out()).contains("three starts in a row").contains("plugin:safemode leave");
        assertThat(shell.run("plugin:safemode stay")).isEqualTo(CommandException.USAGE);
        assertThat(plugins.safe).isTrue();
        assertThat(shell.run("plugin:safemode leave")).isZero();
        assertThat(plugins.safe).isFalse();
        assertThat(shell.run("plugin:safemode leave")).isZero();
        assertThat(shell.out()).isEqualTo("safe mode is off already\n");
    }

    @Test
    void jobs_are_paused_resumed_and_tell_when_they_will_end() {
        assertThat(shell.run("job:list")).isZero();
        assertThat(shell.out()).contains("ETA", Printable.time(NOW.plusSeconds(9)));
        assertThat(shell.run("job:pause job-1")).isZero();
        assertThat(shell.out()).isEqualTo("job-1 is paused\n");
        assertThat(shell.run("job:resume job-1")).isZero();
        assertThat(shell.out()).isEqualTo("job-1 is running\n");
        assertThat(shell.run("job:show job-1")).isZero();
        assertThat(shell.out()).contains("failed        2");
        assertThat(shell.out()).contains("eta           " + Printable.time(NOW.plusSeconds(9)));
        assertThat(shell.run("job:cancel job-1")).isZero();
        assertThat(shell.run("job:cancel job-1")).isZero();
        assertThat(shell.out()).isEqualTo("job-1 is over already\n");
        assertThat(jobs.acts)
                .containsExactly(
                        "pause job-1 by shell:tester", "resume job-1 by shell:tester", "cancel job-1 by shell:tester");
        for (String verb : List.of("pause", "resume", "cancel", "show")) {
            assertThat(shell.run("job:" + verb + " none")).isEqualTo(CommandException.NOT_FOUND);
            assertThat(shell.err()).contains("job \"none\"").contains("job:list");
        }
    }
}

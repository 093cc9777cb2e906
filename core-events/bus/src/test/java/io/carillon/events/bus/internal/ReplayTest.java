// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventHandler;
import io.carillon.events.ReplayMode;
import io.carillon.events.Subscription;
import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.admin.ReplayAdmin.Outcome;
import io.carillon.events.admin.ReplayAdmin.Request;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReplayTest {

    private static final String A = TimedBus.PLUGIN + ":a";
    private static final String B = TimedBus.PLUGIN + ":b";

    /** Counts, and can be cancelled. */
    private static final class Seen implements JobWork.Progress {
        volatile long total;
        volatile long done;
        volatile long cancelAt = Long.MAX_VALUE;

        @Override
        public void total(long value) {
            total = value;
        }

        @Override
        public void done(long value) {
            done = value;
        }

        @Override
        public void checkCancelled() {
            if (done >= cancelAt) {
                throw new CancellationException("enough");
            }
        }
    }

    private final TimedBus bus = new TimedBus();
    private final Seen progress = new Seen();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    /** What was delivered of replays, as "subscription position replayId". */
    private final List<String> replayed = Collections.synchronizedList(new ArrayList<>());

    private final AtomicInteger usual = new AtomicInteger();
    private final List<Long> positions = new ArrayList<>();

    private EventHandler<Event> handler() {
        return (event, context) -> {
            if (context.replayId().isPresent()) {
                assertThat(event.extensions())
                        .containsEntry("replayid", context.replayId().get());
                replayed.add(context.subscription() + " " + context.position() + " "
                        + context.replayId().get());
                if (event.subject().orElse("").equals("broken")) {
                    throw new IllegalStateException("broken again");
                }
            } else {
                assertThat(event.extensions()).doesNotContainKey("replayid");
                usual.incrementAndGet();
            }
        };
    }

    @BeforeEach
    void publish() {
        var plugin = bus.plugin("1.0.0");
        plugin.subscribe(Subscription.durable("a", "a.*"), handler());
        plugin.subscribe(Subscription.durable("b", "*.x"), handler());
        await().until(() -> bus.store.subscriptions().size() == 2);
        positions.add(bus.publish("a.x", "s"));
        positions.add(bus.publish("a.y", "s"));
        positions.add(bus.publish("b.x", "broken"));
        positions.add(bus.publish("c.z", "s"));
        await().untilAtomic(usual, org.hamcrest.Matchers.is(4));
        await().until(() -> bus.status("a").lag() == 0 && bus.status("b").lag() == 0);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private Outcome replay(Request request) throws InterruptedException {
        return bus.core.replays().replay(request, "r1", "token:ci", progress, failures::add);
    }

    private static Request of(List<Long> positions, String... subscriptions) {
        return new Request(positions, null, List.of(subscriptions), 0, false);
    }

    private static Request of(@Nullable EventQuery query, double rate, boolean dryRun) {
        return new Request(List.of(), query, List.of(), rate, dryRun);
    }

    private List<SubscriptionRecord> checkpoints() {
        return bus.store.subscriptions();
    }

    @Test
    void positions_go_to_all_that_want_them_in_the_order_given() throws Exception {
        Outcome outcome = replay(of(List.of(positions.get(1), positions.get(0), positions.get(3))));

        assertThat(outcome).isEqualTo(new Outcome(3, 3, 0, List.of()));
        assertThat(replayed).hasSize(3).first().isEqualTo(A + " " + positions.get(1) + " r1");
        assertThat(replayed.subList(1, 3))
                .containsExactlyInAnyOrder(A + " " + positions.get(0) + " r1", B + " " + positions.get(0) + " r1");
        assertThat(progress.total).isEqualTo(3);
        assertThat(progress.done).isEqualTo(3);
        assertThat(usual).hasValue(4);
    }

    @Test
    void nothing_is_stored_but_the_record_of_it_and_no_checkpoint_moves() throws Exception {
        await().until(() -> {
            bus.advance(Duration.ofSeconds(5)); // until nothing is left to be stored
            return checkpoints().stream().allMatch(each -> each.position() >= positions.get(3));
        });
        long head = bus.store.head().position();
        List<SubscriptionRecord> before = checkpoints();

        replay(of(positions));

        assertThat(bus.store.readAfter(head, 100))
                .extracting(each -> each.event().type())
                .containsExactly("carillon.subscription.replay_started", "carillon.subscription.replay_finished");
        assertThat(checkpoints()).isEqualTo(before);
        assertThat(bus.status("a").counts().deadLetters()).isZero();
        assertThat(bus.status("b").counts().deadLetters())
                .as("the one that failed")
                .isZero();
        assertThat(bus.status("b").counts().retrying()).isZero();
        assertThat(usual).as("nothing was owed again").hasValue(4);
    }

    @Test
    void a_query_goes_to_the_named_subscription_only() throws Exception {
        EventQuery query = EventQuery.builder().types("a.*", "b.*").build();

        Outcome outcome = replay(new Request(List.of(), query, List.of(B), 0, false));

        assertThat(outcome.events()).isEqualTo(3);
        assertThat(outcome.delivered()).isEqualTo(1);
        assertThat(outcome.failed()).isEqualTo(1);
        assertThat(outcome.passedBy()).containsExactly(B + " does not want events of type a.y");
        assertThat(failures).singleElement().asString().contains(B).contains("broken again");
        assertThat(replayed).containsExactly(B + " " + positions.get(0) + " r1", B + " " + positions.get(2) + " r1");
        assertThat(progress.total).isEqualTo(3);
    }

    @Test
    void who_denies_or_is_away_is_passed_by_with_the_reason() throws Exception {
        var plugin = bus.plugin("1.0.0");
        plugin.subscribe(Subscription.durable("denies", "a.*").withReplay(ReplayMode.DENY), handler());
        plugin.subscribe(Subscription.durable("gone", "a.*"), handler()).close();

        Outcome outcome = replay(of(positions.subList(0, 1)));
        Outcome named = replay(of(positions.subList(0, 1), TimedBus.PLUGIN + ":denies", TimedBus.PLUGIN + ":gone"));

        assertThat(outcome.delivered()).isEqualTo(2);
        assertThat(outcome.passedBy())
                .containsExactlyInAnyOrder(
                        TimedBus.PLUGIN + ":denies denies replay",
                        TimedBus.PLUGIN + ":gone is dormant: its handler is not there");
        assertThat(named.delivered()).isZero();
        assertThat(named.passedBy()).hasSize(2);
    }

    @Test
    void an_unknown_subscription_is_refused_and_a_position_that_is_not_there_is_told() throws Exception {
        assertThatThrownBy(() -> replay(of(positions, A, "no:such")))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("no:such");
        assertThat(bus.log("carillon.subscription.replay_started")).isEmpty();

        assertThat(replay(of(List.of(9_999L, positions.get(0)))).events()).isEqualTo(1);
        assertThat(failures).containsExactly("position 9999 is not in the log");
    }

    @Test
    void it_is_recorded_who_replayed_what() throws Exception {
        replay(of(positions, A));

        assertThat(bus.log("carillon.subscription.replay_started"))
                .singleElement()
                .satisfies(started -> {
                    assertThat(started.event().subject()).contains("subscription/" + A);
                    assertThat(TimedBus.data(started))
                            .containsEntry("replayId", "r1")
                            .containsEntry("mode", "replay")
                            .containsEntry("requestedBy", "token:ci")
                            .containsEntry("subscription", A);
                    assertThat(TimedBus.data(started).get("from"))
                            .hasToString(positions.get(0).toString());
                    assertThat(TimedBus.data(started).get("to"))
                            .hasToString(positions.get(3).toString());
                });
        assertThat(bus.log("carillon.subscription.replay_finished"))
                .singleElement()
                .satisfies(finished -> {
                    assertThat(TimedBus.data(finished).get("delivered")).hasToString("2");
                    assertThat(TimedBus.data(finished).get("cancelled")).isEqualTo(false);
                });
    }

    @Test
    void of_each_named_subscription_its_own_figures_are_recorded() throws Exception {
        String denies = TimedBus.PLUGIN + ":denies";
        bus.plugin("1.0.0").subscribe(Subscription.durable("denies", "a.*").withReplay(ReplayMode.DENY), handler());

        replay(of(positions.subList(0, 3), A, B, denies));

        Map<Object, String> recorded = new HashMap<>();
        bus.log("carillon.subscription.replay_finished").forEach(each -> {
            Map<String, Object> data = TimedBus.data(each);
            recorded.put(
                    data.get("subscription"),
                    data.get("delivered") + " " + data.get("failed") + " " + data.get("passedBy"));
        });
        assertThat(recorded)
                .isEqualTo(Map.of(
                        A, "2 0 [does not want events of type b.x]",
                        B, "1 1 [does not want events of type a.y]",
                        denies, "0 0 [denies replay, does not want events of type b.x]"));
    }

    @Test
    void a_replay_of_nothing_that_is_in_the_log_is_refused() {
        assertThatThrownBy(() -> replay(of(List.of(9_998L, 9_999L))))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("none of the positions 9998, 9999 is in the log, which holds positions 1 to ");
        assertThat(bus.log("carillon.subscription.replay_started")).isEmpty();
    }

    @Test
    void a_dry_run_counts_only() throws Exception {
        Outcome outcome = replay(of(EventQuery.builder().types("a.*").build(), 0, true));

        assertThat(outcome).isEqualTo(new Outcome(2, 3, 0, List.of()));
        assertThat(replayed).isEmpty();
        assertThat(bus.log("carillon.subscription.replay_started")).isEmpty();
    }

    @Test
    void cancelled_it_stops_after_the_event_at_hand_and_says_so() {
        progress.cancelAt = 1;

        assertThatThrownBy(() -> replay(of(positions))).isInstanceOf(CancellationException.class);

        assertThat(replayed).hasSize(2).allMatch(each -> each.contains(" " + positions.get(0) + " "));
        assertThat(TimedBus.data(
                        bus.log("carillon.subscription.replay_finished").get(0)))
                .containsEntry("cancelled", true);
    }

    @Test
    void the_rate_is_kept_by_the_clock() throws Exception {
        EventQuery query = EventQuery.builder().types("a.*", "b.*").build();
        CompletableFuture<Outcome> replay = CompletableFuture.supplyAsync(() -> {
            try {
                return replay(of(query, 2, false));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        await().until(() -> progress.done == 1);
        bus.advance(Duration.ofMillis(499));
        assertThat(progress.done).isEqualTo(1);
        bus.advance(Duration.ofMillis(1));
        await().until(() -> progress.done == 2);
        await().until(() -> {
            bus.advance(Duration.ofMillis(500));
            return replay.isDone();
        });
        assertThat(replay.get().events()).isEqualTo(3);
    }

    @Test
    void a_replay_never_runs_beside_what_the_subscription_handles() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicLong owed = new AtomicLong();
        bus.plugin("1.0.0").subscribe(Subscription.durable("one", "a.*"), (event, context) -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            if (context.replayId().isEmpty()) {
                owed.set(context.position());
                go.await();
            }
            inside.decrementAndGet();
        });
        await().until(() -> bus.store.subscriptions().size() == 3);
        long busy = bus.publish("a.z", "t");
        await().until(() -> owed.get() == busy);
        CompletableFuture<Outcome> replay = CompletableFuture.supplyAsync(() -> {
            try {
                return replay(of(positions.subList(0, 1), TimedBus.PLUGIN + ":one"));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> !bus.log("carillon.subscription.replay_started").isEmpty());
        assertThat(replay).isNotDone();
        go.countDown();

        assertThat(replay.get().delivered()).isEqualTo(1);
        assertThat(most).hasValue(1);
    }

    @Test
    void the_most_positions_are_taken_and_one_more_is_refused() {
        List<Long> most = Collections.nCopies(ReplayAdmin.MAX_POSITIONS, 1L);
        assertThat(of(most).positions()).hasSize(ReplayAdmin.MAX_POSITIONS);
        List<Long> more = Collections.nCopies(ReplayAdmin.MAX_POSITIONS + 1, 1L);
        assertThatThrownBy(() -> of(more)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_live_subscription_takes_part() throws Exception {
        bus.plugin("1.0.0").subscribe(Subscription.live("l", "c.*"), handler());

        assertThat(replay(of(positions.subList(3, 4))).delivered()).isEqualTo(1);
        assertThat(replayed).containsExactly(TimedBus.PLUGIN + ":l " + positions.get(3) + " r1");
        assertThat(Map.of("handled", bus.status("l").counts().dropped())).containsEntry("handled", 0L);
    }
}

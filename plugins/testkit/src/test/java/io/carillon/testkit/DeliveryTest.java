// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.OnPoison;
import io.carillon.events.Ordering;
import io.carillon.events.PluginState;
import io.carillon.events.Priority;
import io.carillon.events.ReplayMode;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.Subscribe;
import io.carillon.events.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What a handler changes through its delivery, and what its annotation says of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryTest {

    @Subscribe(
            types = "order.**",
            id = "all",
            from = "last:5",
            ordering = Ordering.CORRELATION,
            lanes = 4,
            priority = Priority.HIGH,
            retries = "200ms,1s",
            onPoison = OnPoison.STOP,
            replay = ReplayMode.DENY)
    static final class Declaring implements EventHandler<Event> {
        @Override
        public void handle(Event event, EventContext context) {
            context.state().put("seen", true);
        }
    }

    @Subscribe(types = "a", from = "tomorrow")
    static final class Mistaken implements EventHandler<Event> {
        @Override
        public void handle(Event event, EventContext context) {
            context.state().put("seen", true);
        }
    }

    private final PluginHarness harness = PluginHarness.empty("com.example.shop");
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        harness.close();
    }

    private void on(String type, EventHandler<Event> handler) {
        harness.handler(handler, Subscription.durable(type, type));
    }

    private Optional<Integer> count() {
        return harness.context().state().get("count", Integer.class);
    }

    @Test
    void every_member_of_the_annotation_is_read() {
        assertThat(DeclaredSubscription.of(Declaring.class))
                .contains(Subscription.durable("all", "order.**")
                        .withFrom(new StartFrom.Last(5))
                        .withOrdering(Ordering.CORRELATION)
                        .withLanes(4)
                        .withPriority(Priority.HIGH)
                        .withRetries(RetryPolicy.parse("200ms,1s"))
                        .withOnPoison(OnPoison.STOP)
                        .withReplay(ReplayMode.DENY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PluginHarness.of(new Mistaken()))
                .withMessageContaining("tomorrow");
    }

    @Test
    void state_changes_are_seen_inside_the_delivery_and_kept_when_it_returns() {
        harness.context().state().put("old", 1);
        on("a", (event, context) -> {
            PluginState state = context.state();
            state.put("count", 1);
            state.remove("old");
            seen.add(state.get("count", Integer.class));
            seen.add(state.get("old", Integer.class));
            seen.add(state.keys("", "", 10));
            seen.add(count());
        });

        harness.publish("a", "x");

        assertThat(harness.failures()).isEmpty();
        assertThat(seen).containsExactly(Optional.of(1), Optional.empty(), List.of("count"), Optional.empty());
        assertThat(count()).contains(1);
        assertThat(harness.context().state().keys("", "", 10)).containsExactly("count");
    }

    @Test
    void a_delivery_that_fails_keeps_nothing_and_its_retry_begins_anew() {
        on("a", (event, context) -> {
            seen.add(context.once("mail"));
            seen.add(context.state().get("count", Integer.class));
            context.state().put("count", context.attempt());
            if (context.attempt() == 1) {
                throw new IllegalStateException("odd");
            }
        });

        harness.publish("a", "x");
        assertThat(count()).isEmpty();
        harness.retryFailed();

        assertThat(seen).containsExactly(true, Optional.empty(), true, Optional.empty());
        assertThat(count()).contains(2);
    }

    @Test
    void once_is_true_once_for_each_subscription() {
        on("a", (event, context) -> {
            seen.add(context.once("mail"));
            seen.add(context.once("mail"));
        });
        harness.handler(
                (Event event, EventContext context) -> seen.add(context.once("mail")), Subscription.live("l", "b"));

        harness.publish("a", "x").publish("a", "y").publish("b", "z").publish("b", "z");

        assertThat(seen).containsExactly(true, false, false, false, true, false);
        assertThat(harness.attempts())
                .allSatisfy(attempt -> assertThat(attempt.handled()).isTrue());
    }

    @Test
    void the_limits_are_those_of_the_host_and_break_the_attempt() {
        on("many", (event, context) -> {
            Map<String, Integer> many = new HashMap<>();
            for (int i = 0; i < PluginState.MAX_KEYS; i++) {
                many.put("k" + i, i);
            }
            context.state().write(many);
            context.state().put("k0", -1);
            context.state().put("one more", 1);
        });
        on("long", (event, context) -> context.once("k".repeat(PluginState.MAX_KEY_LENGTH + 1)));

        on("often", (event, context) -> {
            for (int i = 0; i < PluginState.MAX_KEYS; i++) {
                assertThat(context.once("k" + i)).isTrue();
            }
            context.once("one more");
        });

        harness.publish("many", "x").publish("long", "x").publish("often", "x");

        assertThat(harness.failures())
                .extracting(attempt -> attempt.failure().orElseThrow().getMessage())
                .satisfiesExactly(
                        many -> assertThat(many).contains("1000", "1001"),
                        key -> assertThat(key).contains("257"),
                        often -> assertThat(often).contains("at most 1000 once-keys"));
        assertThat(harness.context().state().keys("", "", 1)).isEmpty();
    }

    @Test
    void a_store_that_is_away_fails_the_delivery_that_asks_it() {
        on("a", (event, context) -> {
            harness.storeAway(true);
            context.once("mail");
        });
        on("b", (event, context) -> {
            harness.storeAway(true);
            context.state().put("count", 7);
        });

        harness.publish("a", "x").storeAway(false).publish("b", "x").storeAway(false);

        assertThat(harness.failures()).hasSize(1);
        assertThat(harness.failures().get(0).thrown()).isInstanceOf(StoreUnavailableException.class);
        assertThat(count())
                .as("the host waits for the store to keep what was handled")
                .contains(7);
    }

    @Test
    void a_replay_comes_once_more_to_those_that_allow_it_and_says_which_it_is() {
        on(
                "a",
                (event, context) ->
                        seen.add(context.position() + " " + context.replayId().orElse("first")));
        harness.handler(
                (Event event, EventContext context) -> seen.add("denying " + context.replayId()),
                Subscription.durable("d", "a").withReplay(ReplayMode.DENY));
        harness.publish("a", "x").publish("b", "x").publish("a", "y");
        harness.publish(EventDraft.builder("a").ephemeral(true).build());
        seen.clear();

        harness.replay("replay-1");

        assertThat(seen).containsExactly("1 replay-1", "3 replay-1");
        assertThat(harness.history()).as("nothing is published anew").hasSize(4);
    }

    @Test
    void a_delivery_that_is_over_takes_no_more_changes() {
        List<EventContext> kept = new ArrayList<>();
        on("a", (event, context) -> kept.add(context));
        harness.publish("a", "x");

        assertThat(kept.get(0).replayId()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get(0).state().put("count", 1))
                .withMessageContaining("is over");
        assertThatIllegalStateException().isThrownBy(() -> kept.get(0).once("mail"));
        assertThat(kept.get(0).state().get("count", Integer.class)).isEmpty();
    }
}

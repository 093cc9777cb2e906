// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.events.Event;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventContext;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.HandlerMode;
import io.carillon.events.InvalidEventException;
import io.carillon.events.OverloadedException;
import io.carillon.events.PluginState;
import io.carillon.events.Receipt;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.Subscribe;
import io.carillon.events.Subscription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PluginHarnessTest {

    record Order(String id, int amount) {}

    /** Confirms orders, and fails for those without an amount. */
    @Subscribe(
            types = {"order.placed", "order.changed"},
            id = "orders",
            mode = HandlerMode.DURABLE)
    static final class Confirming implements EventHandler<Order> {

        private int calls;

        @Override
        public void handle(Order order, EventContext context) {
            calls++;
            if (order.amount() == 0 && calls < 3) {
                throw new IllegalStateException("order " + order.id() + " is empty");
            }
            context.publish("order.confirmed", Map.of("id", order.id()));
        }
    }

    /** Without a subscription. */
    static final class Undeclared implements EventHandler<Event> {
        @Override
        public void handle(Event event, EventContext context) {
            context.publish(event.type(), event.data());
        }
    }

    private final PluginHarness harness = PluginHarness.empty("com.example.shop");

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void a_handler_gets_the_types_its_annotation_names_bound_to_its_record() {
        harness.handler(new Confirming());

        harness.publish("order.placed", Map.of("id", "a", "amount", 1, "more", List.of()));
        harness.publish("order.changed", Map.of("id", "b", "amount", 2));
        harness.publish("order.cancelled", Map.of("id", "c", "amount", 3));

        assertThat(harness.published("order.confirmed"))
                .extracting(event -> event.data().value())
                .containsExactly(Map.of("id", "a"), Map.of("id", "b"));
        assertThat(harness.attempts()).hasSize(2).allSatisfy(attempt -> assertThat(attempt.subscription())
                .isEqualTo("com.example.shop:orders"));
    }

    @Test
    void what_a_handler_publishes_names_its_cause_and_its_source() {
        harness.handler(new Confirming());
        harness.publish(EventDraft.builder("order.placed")
                .id("first")
                .actor("ada")
                .data(Map.of("id", "a", "amount", 1))
                .build());

        Event confirmed = harness.published("order.confirmed").get(0);
        assertThat(confirmed.causationId()).contains("first");
        assertThat(confirmed.correlationId()).contains("first");
        assertThat(confirmed.actor()).contains("ada");
        assertThat(confirmed.hops()).isEqualTo(1);
        assertThat(confirmed.source()).isEqualTo("/plugins/com.example.shop");
        assertThat(harness.history().get(0).source()).isEqualTo(PluginHarness.TEST_SOURCE);
    }

    @Test
    void a_failure_is_an_attempt_and_can_be_retried() {
        harness.handler(new Confirming());
        harness.publish("order.placed", Map.of("id", "a", "amount", 0));
        harness.retryFailed().retryFailed().retryFailed();

        assertThat(harness.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3);
        assertThat(harness.attempts()).extracting(Attempt::handled).containsExactly(false, false, true);
        assertThat(harness.failures().get(0).failure().orElseThrow()).hasMessage("order a is empty");
        assertThat(harness.published("order.confirmed")).hasSize(1);
    }

    @Test
    void data_that_does_not_fit_fails_the_attempt_and_names_the_place() {
        harness.handler(new Confirming()).publish("order.placed", Map.of("id", "a", "amount", "many"));

        assertThat(harness.failures().get(0).thrown())
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("data/amount");
    }

    @Test
    void a_handler_without_a_subscription_needs_one() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PluginHarness.of(new Undeclared()))
                .withMessageContaining("@Subscribe");
    }

    @Test
    void events_in_a_circle_end_with_a_failure() {
        harness.handler(new Undeclared(), Subscription.durable("loop", "ping"));

        harness.publish("ping", "x");

        assertThat(harness.published("ping")).hasSize(33);
        assertThat(harness.failures()).hasSize(1);
        assertThat(harness.failures().get(0).thrown()).hasMessageContaining("in a circle");
    }

    @Test
    void durable_handlers_do_not_see_ephemeral_events_and_live_ones_do() {
        List<String> seen = new ArrayList<>();
        harness.handler((Event event, EventContext context) -> seen.add("durable"), Subscription.durable("d", "tick"));
        harness.handler((Event event, EventContext context) -> seen.add("live"), Subscription.live("l", "tick"));

        harness.publish(EventDraft.builder("tick").ephemeral(true).build());

        assertThat(seen).containsExactly("live");
    }

    @Test
    void the_same_event_again_gets_the_first_receipt_and_another_body_a_conflict() {
        EventDraft draft = EventDraft.builder("a").id("1").data("x").build();
        Receipt first = harness.bus().publish(draft).toCompletableFuture().join();
        Receipt again = harness.bus().publish(draft).toCompletableFuture().join();

        assertThat(again.duplicate()).isTrue();
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(harness.history()).hasSize(1);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> harness.bus()
                        .publish(draft.toBuilder().data("y").build())
                        .toCompletableFuture()
                        .join())
                .withCauseInstanceOf(EventConflictException.class);
    }

    @Test
    void a_batch_is_appended_whole_or_not_at_all() {
        harness.bus().publish(EventDraft.builder("a").id("1").data("x").build());

        assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> harness.bus()
                .publishAll(List.of(
                        EventDraft.of("b", "fresh"),
                        EventDraft.builder("a").id("1").data("other").build()))
                .toCompletableFuture()
                .join());

        assertThat(harness.published("b")).isEmpty();
    }

    @Test
    void refusals_and_outages_come_when_asked_for() {
        harness.refuseNext(new OverloadedException("full"));
        assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> harness.publish("a", "x"));
        harness.publish("a", "x");

        harness.storeAway(true);
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> harness.context().state().get("k", String.class));
        harness.storeAway(false);

        assertThat(harness.history()).hasSize(1);
    }

    @Test
    void state_is_kept_as_json_in_order_and_within_the_limits_of_the_host() {
        PluginState state = harness.context().state();
        Map<String, @Nullable Object> changes = new HashMap<>();
        changes.put("b/2", new Order("x", 2));
        changes.put("b/1", List.of(1, 2));
        changes.put("c", "text");
        state.write(changes);

        assertThat(state.get("b/2", Order.class)).contains(new Order("x", 2));
        assertThat(state.keys("b/", "", 10)).containsExactly("b/1", "b/2");
        assertThat(state.keys("b/", "b/1", 10)).containsExactly("b/2");
        assertThat(state.keys("", "", 2)).containsExactly("b/1", "b/2");
        changes.replaceAll((key, value) -> null);
        state.write(changes);
        assertThat(state.keys("", "", 10)).isEmpty();

        assertThatIllegalArgumentException().isThrownBy(() -> state.put("k".repeat(257), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.put("k", "x".repeat(PluginState.MAX_VALUE_BYTES - 1)));
        state.put("k", "x".repeat(PluginState.MAX_VALUE_BYTES - 2));
    }

    @Test
    void keys_are_ordered_by_their_bytes() {
        PluginState state = harness.context().state();
        for (String key : List.of("\ud83c\udfb5", "\uffee", "\u00e9", "z", "za", "\ud83c\udfb6")) {
            state.put(key, 1);
        }

        assertThat(state.keys("", "", 10))
                .containsExactly("z", "za", "\u00e9", "\uffee", "\ud83c\udfb5", "\ud83c\udfb6");
    }

    @Test
    void the_clock_stands_until_it_is_moved() {
        Instant start = harness.context().clock().instant();
        harness.advance(Duration.ofMinutes(5)).publish("a", "x");

        assertThat(harness.history().get(0).time()).isEqualTo(start.plusSeconds(300));
        assertThatIllegalArgumentException().isThrownBy(() -> harness.advance(Duration.ofSeconds(-1)));
    }

    @Test
    void work_on_the_executor_carries_on_the_causal_chain() throws Exception {
        harness.handler(
                (Event event, EventContext context) -> harness.context()
                        .executor()
                        .submit(() -> harness.bus().publish("later", "x"))
                        .get(120, TimeUnit.SECONDS),
                Subscription.durable("d", "now"));

        harness.publish(EventDraft.builder("now").id("first").data("x").build());

        assertThat(harness.failures()).isEmpty();
        assertThat(harness.published("later").get(0).causationId()).contains("first");
    }

    @Test
    void the_data_directory_goes_with_the_harness() throws Exception {
        Path file = Files.writeString(harness.context().dataDirectory().resolve("a.txt"), "x");

        harness.close();

        assertThat(file).doesNotExist();
        assertThat(file.getParent()).doesNotExist();
    }
}

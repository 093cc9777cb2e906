// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventHandler;
import io.carillon.events.HandlerMode;
import io.carillon.events.Registration;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.admin.ExplainAdmin.Explanation;
import io.carillon.events.admin.ExplainAdmin.Outcome;
import io.carillon.events.bus.internal.deliver.DeliveryBook;
import io.carillon.events.bus.internal.deliver.DocumentKey;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory;
import io.carillon.events.bus.internal.plugin.PluginView;
import io.carillon.events.store.Change;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.WriteUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ExplainTest {

    private static final String NAME = TimedBus.PLUGIN + ":d";
    private static final Subscription ORDERED = Subscription.durable("d", "a.*", "x.**");

    private final TimedBus bus = new TimedBus();
    private final AtomicLong handled = new AtomicLong();
    private final EventHandler<Event> good = (event, context) -> handled.set(context.position());
    private final EventHandler<Event> bad = (event, context) -> {
        throw new IllegalStateException("no such customer");
    };

    @AfterEach
    void stop() {
        bus.close();
    }

    private Registration subscribe(String version, Subscription subscription, EventHandler<Event> handler) {
        PluginView view = bus.plugin(version);
        Registration registration = view.subscribe(subscription, handler);
        await().until(() -> bus.store.subscription(registration.subscription()).isPresent()
                || bus.status(subscription.id()).mode() == HandlerMode.LIVE);
        return registration;
    }

    private long handled(String type, String subject) {
        long position = bus.publish(type, subject);
        await().until(() -> handled.get() == position);
        await().until(() -> bus.status("d").position() >= position);
        return position;
    }

    private Explanation explain(long position) {
        return bus.core.explain().explain(position).stream()
                .filter(each -> each.subscription().equals(TimedBus.PLUGIN + ":d"))
                .findFirst()
                .orElseThrow();
    }

    private void becomes(long position, Outcome outcome) {
        await().untilAsserted(() -> assertThat(explain(position).outcome()).isEqualTo(outcome));
    }

    @Test
    void delivered_tells_pattern_attempt_time_and_version() {
        subscribe("1.0.0", ORDERED, good);
        long position = handled("a.placed", "s");

        Explanation explanation = explain(position);

        assertThat(explanation.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explanation.reason()).contains("a.*").contains("attempt 1").contains("1.0.0");
        assertThat(explanation.attempts()).isEqualTo(1);
        assertThat(explanation.at()).isNotNull();
        assertThat(explanation.took()).isNotNull();
        assertThat(explanation.pluginVersion()).isEqualTo("1.0.0");
    }

    @Test
    void handling_and_queued_behind_it() {
        CountDownLatch go = new CountDownLatch(1);
        subscribe("1.0.0", ORDERED, (event, context) -> go.await());
        long first = bus.publish("a.placed", "s");
        long second = bus.publish("a.placed", "t");

        becomes(first, Outcome.HANDLING);
        Explanation queued = explain(second);
        go.countDown();

        assertThat(queued.outcome()).isEqualTo(Outcome.QUEUED);
        assertThat(queued.reason()).contains("checkpoint is " + (first - 1));
        becomes(second, Outcome.DELIVERED);
    }

    @Test
    void retrying_tells_why_and_when_and_what_is_held_behind_it() {
        subscribe("1.0.0", ORDERED.withRetries(RetryPolicy.parse("30s")), bad);
        long failing = bus.publish("a.placed", "s");
        long behind = bus.publish("a.placed", "s");

        becomes(failing, Outcome.RETRYING);
        Explanation retrying = explain(failing);
        becomes(behind, Outcome.HELD);
        Explanation held = explain(behind);

        assertThat(retrying.reason())
                .contains("failed once")
                .contains("no such customer")
                .contains("2026-01-01T00:00:");
        assertThat(retrying.attempts()).isEqualTo(1);
        assertThat(retrying.at()).isEqualTo(bus.time.instant());
        assertThat(held.reason()).contains("position " + failing);
    }

    @Test
    void dead_letter_tells_attempts_and_cause_and_a_discarded_one_is_remembered() {
        subscribe("1.0.0", ORDERED.withRetries(RetryPolicy.parse("none")), bad);
        long position = bus.publish("a.placed", null);

        becomes(position, Outcome.DEAD_LETTER);
        Explanation dead = explain(position);
        assertThat(dead.reason()).contains("once").contains("no such customer");
        assertThat(dead.attempts()).isEqualTo(1);
        assertThat(dead.at()).isEqualTo(bus.time.instant());

        bus.advance(Duration.ofMinutes(1));
        assertThat(bus.core
                        .deadLetters()
                        .discard(TimedBus.PLUGIN + ":d", DeadLettersAdmin.Filter.at(position), "token:ci"))
                .isEqualTo(1);
        Explanation discarded = explain(position);
        assertThat(discarded.outcome()).isEqualTo(Outcome.DEAD_LETTER);
        assertThat(discarded.reason()).contains("discarded").contains("token:ci");
        assertThat(discarded.at()).as("the last attempt").isEqualTo(dead.at());
    }

    @Test
    void filtered_names_the_patterns_even_before_it_is_reached() {
        subscribe("1.0.0", ORDERED, good);
        long other = bus.publish("b.placed", "s");
        assertThat(explain(other).outcome()).isEqualTo(Outcome.FILTERED);
        handled("a.placed", "s");

        Explanation explanation = explain(other);

        assertThat(explanation.outcome()).isEqualTo(Outcome.FILTERED);
        assertThat(explanation.reason())
                .contains("b.placed")
                .contains("a.*, x.**")
                .contains("generation 1");
    }

    @Test
    void paused_tells_since_when_and_by_whom() {
        subscribe("1.0.0", ORDERED, good);
        bus.core.subscriptions().setEnabled(TimedBus.PLUGIN + ":d", false, "token:ci");
        long position = bus.publish("a.placed", "s");

        Explanation explanation = explain(position);

        assertThat(explanation.outcome()).isEqualTo(Outcome.PAUSED);
        assertThat(explanation.reason())
                .contains("2026-01-01T00:00:00Z by token:ci")
                .contains("checkpoint");
    }

    @Test
    void dormant_tells_since_when() {
        subscribe("1.0.0", ORDERED, good).close();
        long position = bus.publish("a.placed", "s");

        Explanation explanation = explain(position);

        assertThat(explanation.outcome()).isEqualTo(Outcome.DORMANT);
        // Since when is noted a moment after it went.
        await().untilAsserted(
                        () -> assertThat(explain(position).reason()).contains("not there since 2026-01-01T00:00:00Z"));
    }

    @Test
    void not_subscribed_before_it_began() {
        long before = bus.publish("a.placed", "s");
        subscribe("1.0.0", ORDERED, good);

        Explanation explanation = explain(before);

        assertThat(explanation.outcome()).isEqualTo(Outcome.NOT_SUBSCRIBED);
        assertThat(explanation.reason()).contains("began behind position").contains("2026-01-01T00:00:00Z");
    }

    @Test
    void not_subscribed_where_it_was_moved_over() {
        subscribe("1.0.0", ORDERED, good);
        String name = TimedBus.PLUGIN + ":d";
        long reached = handled("a.placed", "s");
        bus.core.subscriptions().setEnabled(name, false, "op");
        long over = bus.publish("a.placed", "s");
        long behind = bus.publish("a.placed", "s");
        bus.core.subscriptions().seek(name, new StartFrom.Position(behind), "op");
        bus.core.subscriptions().setEnabled(name, true, "op");
        await().until(() -> handled.get() == behind);

        assertThat(explain(reached).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explain(over).outcome()).isEqualTo(Outcome.NOT_SUBSCRIBED);
        assertThat(explain(over).reason()).contains("passed by").contains("by op");
        becomes(behind, Outcome.DELIVERED);
    }

    @Test
    void a_removed_subscription_is_remembered() {
        Registration registration = subscribe("1.0.0", ORDERED, good);
        long reached = handled("a.placed", "s");
        registration.close();
        long never = bus.publish("a.placed", "s");
        bus.core.subscriptions().purge(TimedBus.PLUGIN + ":d", "op");
        long after = bus.publish("a.placed", "s");

        assertThat(explain(reached).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explain(never).outcome()).isEqualTo(Outcome.NOT_SUBSCRIBED);
        assertThat(explain(never).reason()).contains("removed").contains("by op");
        assertThat(explain(after).outcome()).isEqualTo(Outcome.NOT_SUBSCRIBED);
    }

    @Test
    void a_live_subscription_keeps_no_record() {
        subscribe("1.0.0", Subscription.live("d", "a.*"), good);
        long position = bus.publish("a.placed", "s");
        long other = bus.publish("b.placed", "s");

        assertThatThrownBy(() -> bus.core.subscriptions().seek(TimedBus.PLUGIN + ":d", new StartFrom.Position(1), "op"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("is live and has no place in the log");
        assertThat(explain(position).outcome()).isEqualTo(Outcome.NOT_RECORDED);
        assertThat(explain(other).outcome()).isEqualTo(Outcome.FILTERED);
    }

    @Test
    void an_upgrade_shows_which_version_had_it() {
        Registration first = subscribe("1.0.0", ORDERED, good);
        long old = handled("a.placed", "s");
        bus.advance(Duration.ofMinutes(1));
        first.close();
        await().until(() -> SubscriptionHistory.read(bus.store, TimedBus.PLUGIN + ":d")
                        .last()
                        .orElseThrow()
                        .mark()
                == SubscriptionHistory.Mark.LEFT);
        bus.advance(Duration.ofMinutes(2)); // a shorter absence is not noted
        subscribe("2.0.0", ORDERED, good);
        long recent = handled("a.placed", "s");

        Explanation byOld = explain(old);
        Explanation byNew = explain(recent);

        assertThat(byOld.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(byOld.pluginVersion()).isEqualTo("1.0.0");
        assertThat(byOld.at()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(byOld.attempts()).isEqualTo(1);
        assertThat(byNew.pluginVersion()).isEqualTo("2.0.0");
        assertThat(byNew.at()).isNotNull();

        bus.restart();
        commit(DeliveryBook.forget(NAME));
        Explanation notKept = explain(old);
        assertThat(notKept.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(notKept.pluginVersion()).isEqualTo("1.0.0");
        assertThat(notKept.at()).isNull();
        assertThat(notKept.reason())
                .contains("between 2026-01-01T00:00:00Z and 2026-01-01T00:01:00Z")
                .contains("no more is kept");
    }

    @Test
    void of_an_old_dead_letter_the_version_is_told_that_tried_it_last_or_that_it_is_not_kept() {
        Registration first = subscribe("1.0.0", ORDERED.withRetries(RetryPolicy.parse("none")), bad);
        long position = bus.publish("a.placed", null);
        becomes(position, Outcome.DEAD_LETTER);
        bus.advance(Duration.ofMinutes(1));
        first.close();
        bus.advance(Duration.ofMinutes(2));
        subscribe("2.0.0", ORDERED, good);
        handled("a.placed", "t");

        assertThat(explain(position).outcome()).isEqualTo(Outcome.DEAD_LETTER);
        assertThat(explain(position).pluginVersion()).isEqualTo("1.0.0");

        bus.restart();
        commit(DeliveryBook.forget(NAME));
        assertThat(explain(position).pluginVersion()).isEqualTo("1.0.0");
        SubscriptionHistory history = SubscriptionHistory.read(bus.store, TimedBus.PLUGIN + ":d");
        SubscriptionHistory cut = new SubscriptionHistory(
                history.subscription(), List.of(history.last().orElseThrow()));
        bus.store.commit(List.of(new WriteUnit(List.of(), List.of(cut.change()))));
        assertThat(explain(position).pluginVersion()).isNull();
        assertThat(explain(position).reason())
                .contains("no such customer")
                .contains("version of its plugin is not kept");
    }

    @Test
    void of_an_event_finished_ahead_of_the_checkpoint_no_version_is_claimed_that_may_not_have_had_it() {
        subscribe("1.0.0", ORDERED, good);
        long behind = handled("a.placed", "s");
        long ahead = handled("a.placed", "t");
        bus.advance(Duration.ofMinutes(1));
        bus.restart();
        SubscriptionRecord now = bus.store.subscription(TimedBus.PLUGIN + ":d").orElseThrow();
        SubscriptionRecord back = new SubscriptionRecord(
                now.name(),
                now.plugin(),
                now.types(),
                now.generation(),
                now.since(),
                behind - 1,
                List.of(ahead),
                now.enabled(),
                now.created());
        commit(List.of(new Change.PutSubscription(back)));
        commit(DeliveryBook.forget(NAME));
        CountDownLatch go = new CountDownLatch(1);
        subscribe("2.0.0", ORDERED, (event, context) -> go.await());
        becomes(behind, Outcome.HANDLING);

        Explanation explanation = explain(ahead);
        go.countDown();

        assertThat(explanation.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explanation.pluginVersion()).isNull();
        assertThat(explanation.reason())
                .contains("between 2026-01-01T00:00:00Z and now")
                .contains("which version had it is not kept: 1.0.0 or 2.0.0");
    }

    @Test
    void a_change_of_the_filter_holds_from_its_position_on() {
        Registration first = subscribe("1.0.0", Subscription.durable("d", "a.*"), good);
        long delivered = handled("a.placed", "s");
        long notYet = bus.publish("b.placed", "s");
        long last = handled("a.placed", "s");
        first.close();
        subscribe("1.0.0", Subscription.durable("d", "b.*"), good);
        long notAnyMore = bus.publish("a.placed", "s");
        long now = handled("b.placed", "s");

        assertThat(explain(delivered).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explain(last).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explain(notYet).outcome()).isEqualTo(Outcome.FILTERED);
        assertThat(explain(notYet).reason()).contains("generation 1").contains("a.*");
        assertThat(explain(notAnyMore).outcome()).isEqualTo(Outcome.FILTERED);
        assertThat(explain(notAnyMore).reason()).contains("generation 2").contains("b.*");
        assertThat(explain(now).outcome()).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void after_a_restart_it_is_known_still() {
        AtomicBoolean healthy = new AtomicBoolean(true);
        EventHandler<Event> handler = (event, context) -> {
            if (!healthy.get()) {
                throw new IllegalStateException("no such customer");
            }
            handled.set(context.position());
        };
        subscribe("1.0.0", ORDERED.withRetries(RetryPolicy.parse("1h")), handler);
        long delivered = handled("a.placed", "s");
        healthy.set(false);
        long failing = bus.publish("a.placed", "s");
        becomes(failing, Outcome.RETRYING);
        bus.restart();

        assertThat(explain(delivered).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explain(delivered).pluginVersion()).isEqualTo("1.0.0");
        assertThat(explain(delivered).attempts()).isEqualTo(1);
        assertThat(explain(delivered).at()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(explain(delivered).earliest()).isNull();
        assertThat(explain(failing).outcome()).isEqualTo(Outcome.RETRYING);
        assertThat(explain(failing).attempts()).isEqualTo(1);
    }

    @Test
    void attempts_and_time_of_one_that_failed_first_are_known_after_a_restart() {
        AtomicBoolean healthy = new AtomicBoolean();
        subscribe("1.0.0", ORDERED.withRetries(RetryPolicy.parse("1s,1s")), (event, context) -> {
            if (!healthy.get()) {
                throw new IllegalStateException("no such customer");
            }
            handled.set(context.position());
        });
        long failing = bus.publish("a.placed", "s");
        becomes(failing, Outcome.RETRYING);
        long behind = bus.publish("a.placed", "s");
        becomes(behind, Outcome.HELD);
        healthy.set(true);
        await().until(() -> {
            bus.advance(Duration.ofSeconds(2));
            return handled.get() == behind;
        });
        await().until(() -> bus.status("d").position() >= behind);
        Instant latest = bus.time.instant();
        bus.restart();

        // A delay of a second is 0.9 to 1.1 of it.
        Instant earliest = Instant.parse("2026-01-01T00:00:00.9Z");
        assertThat(explain(failing).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explain(failing).attempts()).isEqualTo(2);
        assertThat(explain(failing).took()).isNotNull();
        assertThat(explain(failing).at()).isBetween(earliest, latest);
        assertThat(explain(behind).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explain(behind).attempts()).isEqualTo(1);
        assertThat(explain(behind).at()).isBetween(earliest, latest);
    }

    @Test
    void a_dead_letter_that_was_discarded_keeps_its_attempts_through_a_restart() {
        subscribe("1.0.0", ORDERED.withRetries(RetryPolicy.parse("none")), bad);
        long position = bus.publish("a.placed", null);
        becomes(position, Outcome.DEAD_LETTER);
        bus.core.deadLetters().discard(NAME, DeadLettersAdmin.Filter.at(position), "token:ci");
        bus.restart();

        assertThat(explain(position).outcome()).isEqualTo(Outcome.DEAD_LETTER);
        assertThat(explain(position).attempts()).isEqualTo(1);
        assertThat(explain(position).pluginVersion()).isEqualTo("1.0.0");
    }

    @Test
    void after_a_kill_it_says_between_which_times_what_it_lost_was() {
        subscribe("1.0.0", ORDERED, good);
        handled("a.placed", "s");
        bus.advance(Duration.ofSeconds(10));
        await().until(() ->
                !DeliveryBook.read(bus.store, NAME).grains().get(0).rows().isEmpty());
        String before = book();
        bus.advance(Duration.ofSeconds(1));
        long lost = handled("a.placed", "s");
        bus.restart();
        // As if it had been killed after the checkpoint was stored, and before the book was.
        commit(List.of(new Change.PutDocument(DeliveryBook.COLLECTION, DocumentKey.of(NAME), before, Map.of())));
        Explanation dormant = explain(lost);
        bus.advance(Duration.ofMinutes(3));
        subscribe("2.0.0", ORDERED, good);
        handled("a.placed", "s");

        assertThat(dormant.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(dormant.at()).isNull();
        assertThat(dormant.reason()).contains("not recorded in detail").contains("and now by version 1.0.0");
        Explanation explanation = explain(lost);
        assertThat(explanation.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explanation.attempts()).isZero();
        assertThat(explanation.pluginVersion()).isEqualTo("1.0.0");
        assertThat(explanation.earliest()).isEqualTo("2026-01-01T00:00:11Z");
        assertThat(explanation.at()).isEqualTo("2026-01-01T00:03:11Z");
        assertThat(explanation.reason())
                .contains("not recorded in detail")
                .contains("between 2026-01-01T00:00:11Z and 2026-01-01T00:03:11Z by version 1.0.0");
    }

    @Test
    void what_is_delivered_again_says_so_and_the_last_time_counts() {
        subscribe("1.0.0", ORDERED, good);
        long position = handled("a.placed", "s");
        long last = handled("a.placed", "s");
        bus.core.subscriptions().setEnabled(NAME, false, "op");
        bus.advance(Duration.ofMinutes(1));
        bus.core.subscriptions().seek(NAME, new StartFrom.Position(position), "op");

        becomes(position, Outcome.PAUSED);
        assertThat(explain(position).reason()).contains("handled before, at 2026-01-01T00:00:00Z by version 1.0.0");

        handled.set(0);
        bus.core.subscriptions().setEnabled(NAME, true, "op");
        await().until(() -> handled.get() == last);
        await().until(() -> bus.status("d").position() >= last);
        assertThat(explain(position).reason()).contains("this is the last of 2 deliveries");
        assertThat(explain(position).at()).isAfterOrEqualTo("2026-01-01T00:01:00Z");
        bus.restart();
        assertThat(explain(position).reason()).contains("this is the last of 2 deliveries");
        assertThat(explain(position).at()).isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void a_copy_that_is_replayed_changes_nothing() throws Exception {
        subscribe("1.0.0", ORDERED, good);
        long position = handled("a.placed", "s");
        bus.advance(Duration.ofMinutes(1));
        handled.set(0);
        Event event = bus.store.readAfter(position - 1, 1).get(0).event();
        assertThat(bus.core
                        .subscribers()
                        .iterator()
                        .next()
                        .replay(event, position, "r1")
                        .get(2, TimeUnit.MINUTES))
                .isEmpty();
        assertThat(handled).hasValue(position);
        bus.restart();

        assertThat(explain(position).at()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(explain(position).reason()).doesNotContain("deliveries");
    }

    @Test
    void a_purge_takes_the_record_along() {
        Registration registration = subscribe("1.0.0", ORDERED, good);
        handled("a.placed", "s");
        registration.close();
        assertThat(bus.store.document(DeliveryBook.COLLECTION, DocumentKey.of(NAME)))
                .isPresent();

        bus.core.subscriptions().purge(NAME, "op");

        assertThat(bus.store.documents(DeliveryBook.COLLECTION, "", "", "", 100))
                .isEmpty();
    }

    @Test
    void a_handler_that_went_while_its_book_could_not_be_stored_moves_nothing_later() {
        AtomicInteger refusals = new AtomicInteger();
        Registration old = subscribe("1.0.0", ORDERED, good);
        handled("a.placed", "s");
        await().until(() -> bus.store
                .document(DeliveryBook.COLLECTION, DocumentKey.of(NAME))
                .isPresent());
        bus.store.refused = unit -> unit.changes().stream()
                        .anyMatch(each -> each instanceof Change.PutDocument put
                                && put.collection().equals(DeliveryBook.COLLECTION))
                && refusals.incrementAndGet() > 0;
        bus.advance(Duration.ofSeconds(6));
        await().until(() -> refusals.get() > 0);
        handled("a.placed", "s");
        old.close();
        bus.store.refused = null;
        bus.advance(Duration.ofSeconds(2));
        subscribe("2.0.0", ORDERED, good);
        long last = handled("a.placed", "s");
        bus.advance(Duration.ofMillis(200)); // for the checkpoint
        await().until(() -> bus.store.subscription(NAME).orElseThrow().position() >= last);

        bus.advance(Duration.ofSeconds(3)); // when the old one would have stored its book, and the new one not yet
        bus.publish("b", null); // behind all that was on its way

        assertThat(bus.store.subscription(NAME).orElseThrow().position()).isGreaterThanOrEqualTo(last);
        assertThat(DeliveryBook.read(bus.store, NAME).passes()).hasSize(2);
    }

    private String book() {
        return bus.store
                .document(DeliveryBook.COLLECTION, DocumentKey.of(NAME))
                .orElseThrow()
                .json();
    }

    private void commit(List<Change> changes) {
        bus.store.commit(List.of(new WriteUnit(List.of(), changes)));
    }

    @Test
    void an_event_that_is_not_there_is_refused_with_what_is() {
        long last = bus.publish("a.placed", "s");
        assertThatThrownBy(() -> bus.core.explain().explain(last + 1_000))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("1 to");
    }
}

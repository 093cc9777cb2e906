// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.StartFrom;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Ending;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Identity;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Lease;
import io.carillon.events.admin.ExplainAdmin.Explanation;
import io.carillon.events.admin.ExplainAdmin.Outcome;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.bus.internal.deliver.DeliveryBook;
import io.carillon.events.bus.internal.upkeep.UpkeepSettings;
import io.carillon.events.store.Change;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.WriteUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ClientSubscriptionsTest {

    private static final Identity WALL = new Identity("user:anna", "wall");
    private static final String NAME = "client:user:anna:wall";
    private static final String FROM = "192.0.2.7:4711";
    private static final String BOOK = DeliveryBook.COLLECTION;
    private static final Duration ROUND = Duration.ofMinutes(1);

    private final TimedBus bus = new TimedBus(BusFixture.settings(
            new UpkeepSettings(Duration.ofHours(1), Duration.ofMinutes(30), 0, Duration.ofMinutes(5))));
    private final Queue<Ending> endings = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        bus.close();
    }

    private Lease claim(Identity identity, String... types) {
        return bus.core.clients().claim(identity, patterns(types), FROM, endings::add);
    }

    private static List<TypePattern> patterns(String... types) {
        return List.of(types).stream().map(TypePattern::new).toList();
    }

    private Lease begun(Identity identity, long position, String... types) {
        Lease lease = claim(identity, types);
        lease.begin(position);
        return lease;
    }

    private SubscriptionStatus status() {
        return bus.core.subscriptions().get(NAME).orElseThrow();
    }

    private SubscriptionRecord stored() {
        return bus.store.subscription(NAME).orElseThrow();
    }

    @Test
    void it_goes_on_where_it_was_acknowledged_also_after_a_restart() {
        bus.publish("a", null);
        long second = bus.publish("a", null);
        long third = bus.publish("a", null);
        try (Lease lease = claim(WALL)) {
            assertThat(lease.position()).as("a new one").isEmpty();
            lease.begin(0);
            assertThat(lease.position()).hasValue(0);
            lease.acknowledge(third);
            lease.acknowledge(second);
        }
        try (Lease lease = claim(WALL)) {
            assertThat(lease.position()).as("not backwards").hasValue(third);
        }
        long fourth = bus.publish("a", null);
        try (Lease lease = claim(WALL)) {
            lease.acknowledge(fourth);
        }
        bus.restart();

        try (Lease lease = claim(WALL)) {
            assertThat(lease.position()).hasValue(fourth);
            assertThatThrownBy(() -> lease.begin(1)).hasMessageContaining("has begun already");
            assertThatThrownBy(() -> lease.acknowledge(1_000)).hasMessageContaining("the log ends at position");
        }
        assertThat(endings).as("each lease was closed by its client").isEmpty();
    }

    @Test
    void who_takes_it_up_elsewhere_takes_it_away() {
        long first = bus.publish("a", null);
        long second = bus.publish("a", null);
        Lease old = begun(WALL, 0);
        old.acknowledge(first);

        Lease young = claim(WALL);
        old.acknowledge(second);

        assertThat(endings).containsExactly(Ending.TAKEN_OVER);
        assertThat(young.position()).hasValue(first);
        old.close();
        old.close();
        assertThat(status().state()).as("still held by the young one").isEqualTo(State.LIVE);
        assertThat(claim(new Identity("user:bert", "wall")).position())
                .as("of another client")
                .isEmpty();
        young.close();
        assertThat(claim(WALL).position()).as("the old one moved nothing").hasValue(first);
        assertThat(endings).hasSize(1);
    }

    @Test
    void it_is_listed_with_its_lag_and_kept_from_change_while_its_client_is_there() {
        SubscriptionsAdmin admin = bus.core.subscriptions();
        Lease lease = begun(WALL, 0, "a.*", "b");
        for (int i = 0; i < 80; i++) {
            bus.publish("a.x", null);
        }
        assertThat(status().state()).isEqualTo(State.CATCHING_UP);
        assertThat(status().lag()).isGreaterThanOrEqualTo(80);
        assertThat(status().types()).containsExactly("a.*", "b");
        assertThat(status().isClient()).isTrue();
        lease.acknowledge(80);
        assertThat(status().state()).isEqualTo(State.LIVE);
        assertThat(admin.list()).extracting(SubscriptionStatus::name).contains(NAME);

        assertThatThrownBy(() -> admin.purge(NAME, "test"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use by its client");
        assertThatThrownBy(() -> admin.seek(NAME, StartFrom.BEGINNING, "test"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use by its client");
        assertThatThrownBy(() -> admin.setEnabled(NAME, false, "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be paused");

        lease.close();
        assertThat(status().state()).isEqualTo(State.DORMANT);
        assertThat(admin.seek(NAME, StartFrom.BEGINNING, "test")).isZero();
        assertThat(claim(WALL, "a.*", "b").position()).hasValue(0);
    }

    @Test
    void it_can_be_removed_and_begins_anew_then() {
        long first = bus.publish("a", null);
        begun(WALL, first).close();

        bus.core.subscriptions().purge(NAME, "user:anna");

        assertThat(bus.core.subscriptions().get(NAME)).isEmpty();
        assertThat(bus.log("carillon.subscription.purged"))
                .singleElement()
                .satisfies(event -> assertThat(event.event().actor()).contains("user:anna"));
        assertThat(claim(WALL).position()).isEmpty();
    }

    @Test
    void other_types_are_noted_with_the_place_they_hold_from() {
        long first = bus.publish("a", null);
        try (Lease lease = begun(WALL, 0, "a")) {
            lease.acknowledge(first);
        }
        try (Lease lease = claim(WALL, "b")) {
            assertThat(lease.position()).hasValue(first);
        }
        assertThat(stored().types()).containsExactly("b");
        assertThat(stored().generation()).isEqualTo(2);
        assertThat(stored().since()).isEqualTo(first);
        assertThat(stored().position()).isEqualTo(first);
        claim(WALL).close();
        assertThat(stored().types()).as("all").containsExactly("**");
    }

    @Test
    void each_client_may_have_fifty_and_all_together_two_thousand() {
        List<Lease> own = new ArrayList<>();
        for (int i = 0; i < ClientSubscriptionsAdmin.MAX_OF_CLIENT; i++) {
            own.add(begun(new Identity("user:anna", "n" + i), 0));
        }
        try (Lease refused = claim(WALL)) {
            assertThatThrownBy(() -> refused.begin(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("user:anna has 50 durable subscriptions");
            assertThatThrownBy(() -> refused.acknowledge(0)).isInstanceOf(IllegalStateException.class);
        }
        own.get(0).close();
        bus.core.subscriptions().purge("client:user:anna:n0", "user:anna");
        begun(WALL, 0).close();

        List<WriteUnit> others = new ArrayList<>();
        for (int i = ClientSubscriptionsAdmin.MAX_OF_CLIENT; i < ClientSubscriptionsAdmin.MAX - 1; i++) {
            others.add(WriteUnit.of(new Change.PutSubscription(new SubscriptionRecord(
                    "client:token:t" + i + ":x",
                    "client:token:t" + i,
                    List.of("**"),
                    1,
                    0,
                    0,
                    List.of(),
                    true,
                    bus.time.instant()))));
        }
        bus.store.commit(others);
        begun(new Identity("token:last", "x"), 0).close();
        try (Lease refused = claim(new Identity("token:next", "x"))) {
            assertThatThrownBy(() -> refused.begin(0)).hasMessageContaining("clients have 2000 durable subscriptions");
        }
    }

    @Test
    void it_must_have_a_proper_name() {
        for (String bad : List.of("", "a b", "a/b", "a:b", "ä", "x".repeat(65))) {
            assertThatThrownBy(() -> new Identity("user:anna", bad)).as(bad).hasMessageContaining("1 to 64");
        }
        assertThat(new Identity("user:anna", "A-z_0.9" + "x".repeat(57)).name()).hasSize(7 + 9 + 1 + 64);
    }

    @Test
    void it_expires_when_its_client_stays_away_and_not_before() {
        Lease lease = begun(WALL, 0);
        for (int i = 0; i < 90; i++) {
            bus.advance(ROUND);
        }
        assertThat(status().expires()).as("while it is in use").isNull();
        lease.close();
        await().until(() -> {
            bus.advance(ROUND);
            return status().expires() != null;
        });
        claim(WALL).close();
        await().until(() -> {
            bus.advance(ROUND);
            return bus.core.subscriptions().get(NAME).isEmpty();
        });
        assertThat(bus.log("carillon.subscription.purged"))
                .singleElement()
                .satisfies(event -> assertThat(event.event().actor()).contains("host"));
    }

    @Test
    void explain_tells_when_it_was_acknowledged_and_where_its_client_was_also_after_a_restart() {
        long first = bus.publish("a", null);
        long second = bus.publish("a", null);
        Lease lease = begun(WALL, 0, "a");
        assertThat(explain(first).outcome()).isEqualTo(Outcome.QUEUED);
        assertThat(explain(first).reason()).contains("not acknowledged by its client yet; its checkpoint is 0");
        assertThat(explain(bus.publish("b", null)).outcome()).isEqualTo(Outcome.FILTERED);

        bus.advance(Duration.ofSeconds(10));
        lease.acknowledge(first);

        assertThat(explain(second).outcome()).isEqualTo(Outcome.QUEUED);
        acknowledged(first, "2026-01-01T00:00:10Z");
        bus.advance(Duration.ofMinutes(1));
        lease.acknowledge(second);
        lease.close();
        bus.restart();
        acknowledged(first, "2026-01-01T00:00:10Z");
        acknowledged(second, "2026-01-01T00:01:10Z");
        Explanation next = explain(bus.publish("a", null));
        assertThat(next.outcome()).isEqualTo(Outcome.QUEUED);
        assertThat(next.reason()).contains("not acknowledged by its client yet, which is not connected");
    }

    /** Exactly then. */
    private void acknowledged(long position, String at) {
        Explanation explanation = explain(position);
        assertThat(explanation.outcome()).as(explanation.reason()).isEqualTo(Outcome.DELIVERED);
        assertThat(explanation.at()).as(explanation.reason()).isEqualTo(at);
        assertThat(explanation.earliest()).as(explanation.reason()).isNull();
        assertThat(explanation.reason()).contains("matched a and was acknowledged by its client at " + FROM + ", or");
        assertThat(explanation.attempts()).isZero();
        assertThat(explanation.pluginVersion()).isNull();
    }

    @Test
    void of_what_is_acknowledged_within_a_second_explain_tells_both_ends_of_it() {
        long first = bus.publish("a", null);
        long second = bus.publish("a", null);
        long third = bus.publish("a", null);
        long fourth = bus.publish("a", null);
        try (Lease lease = begun(WALL, first, "a")) {
            lease.acknowledge(second);
            bus.advance(Duration.ofMillis(400));
            lease.acknowledge(third);
            bus.advance(Duration.ofSeconds(1));
            lease.acknowledge(fourth);
        }

        assertThat(explain(first).outcome()).as("before it began").isEqualTo(Outcome.NOT_SUBSCRIBED);
        for (long each : List.of(second, third)) {
            assertThat(explain(each).earliest()).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(explain(each).at()).isEqualTo("2026-01-01T00:00:00.400Z");
            assertThat(explain(each).reason()).contains("between 2026-01-01T00:00:00Z and 2026-01-01T00:00:00.400Z");
        }
        acknowledged(fourth, "2026-01-01T00:00:01.400Z");
    }

    @Test
    void explain_tells_between_which_times_it_was_acknowledged_when_a_kill_lost_that() {
        long first = bus.publish("a", null);
        long second = bus.publish("a", null);
        Lease lease = begun(WALL, 0, "a");
        lease.acknowledge(first);
        await().until(() -> bus.store.document(BOOK, NAME).isPresent());
        String before = bus.store.document(BOOK, NAME).orElseThrow().json();
        bus.advance(Duration.ofSeconds(10));
        lease.acknowledge(second);
        bus.restart();
        acknowledged(second, "2026-01-01T00:00:10Z");
        // As if it had been killed after the checkpoint was stored, and before the book was.
        bus.store.commit(List.of(WriteUnit.of(new Change.PutDocument(BOOK, NAME, before, Map.of()))));
        Explanation absent = explain(second);
        bus.advance(Duration.ofMinutes(3));
        long third = bus.publish("a", null);
        Lease again = claim(WALL, "a");
        again.acknowledge(third);

        assertThat(endings).containsExactly(Ending.CLOSED);
        acknowledged(first, "2026-01-01T00:00:00Z");
        assertThat(absent.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(absent.at()).isNull();
        assertThat(absent.earliest()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(absent.reason()).contains("between 2026-01-01T00:00:00Z and now; the host stopped");
        assertThat(explain(second).earliest()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(explain(second).at()).isEqualTo("2026-01-01T00:03:10Z");
    }

    @Test
    void who_takes_it_over_finds_all_that_was_acknowledged_before_in_the_book() {
        long first = bus.publish("a", null);
        long second = bus.publish("a", null);
        long third = bus.publish("a", null);
        Lease old = begun(WALL, 0, "a");
        old.acknowledge(first);
        await().until(() -> bus.store.document(BOOK, NAME).isPresent());
        bus.advance(Duration.ofSeconds(5));
        old.acknowledge(second);

        Lease young = bus.core.clients().claim(WALL, patterns("a"), "192.0.2.8:1", endings::add);
        old.close();
        bus.advance(Duration.ofSeconds(5));
        young.acknowledge(third);

        acknowledged(first, "2026-01-01T00:00:00Z");
        acknowledged(second, "2026-01-01T00:00:05Z");
        assertThat(explain(third).at()).isEqualTo("2026-01-01T00:00:10Z");
        assertThat(explain(third).reason()).contains("acknowledged by its client at 192.0.2.8:1, or");
    }

    @Test
    void what_is_acknowledged_again_says_so() {
        long first = bus.publish("a", null);
        long second = bus.publish("a", null);
        try (Lease lease = begun(WALL, 0, "a")) {
            lease.acknowledge(second);
        }
        bus.advance(Duration.ofMinutes(1));
        bus.core.subscriptions().seek(NAME, StartFrom.BEGINNING, "op");

        assertThat(explain(first).outcome()).isEqualTo(Outcome.QUEUED);
        assertThat(explain(first).reason())
                .contains("it was acknowledged before, at 2026-01-01T00:00:00Z by its client at " + FROM)
                .contains("and comes again");
        try (Lease lease = claim(WALL, "a")) {
            lease.acknowledge(first);
        }
        acknowledged(first, "2026-01-01T00:01:00Z");
        assertThat(explain(first).reason()).contains("this is the last of 2 times that are recorded");
        assertThat(explain(second).reason()).contains("and comes again");
    }

    @Test
    void who_comes_and_goes_without_acknowledging_takes_no_room_in_the_book() {
        long first = bus.publish("a", null);
        begun(WALL, 0, "a").close();
        assertThat(bus.store.document(BOOK, NAME)).isEmpty();
        try (Lease lease = claim(WALL, "a")) {
            lease.acknowledge(first);
        }
        for (int i = 0; i < 5; i++) {
            claim(WALL, "a").close();
        }

        assertThat(DeliveryBook.read(bus.store, NAME).passes()).hasSize(1);
    }

    @Test
    void the_book_has_pages_of_its_own_size_and_goes_with_a_purge() {
        Lease lease = begun(WALL, 0, "a");
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 70; i++) { // further apart than the coarsest stretch is long
            bus.advance(Duration.ofMinutes(2));
            positions.add(bus.publish("a", null));
            lease.acknowledge(positions.get(i));
        }
        acknowledged(positions.get(0), "2026-01-01T00:02:00Z");
        lease.close();
        bus.restart();

        assertThat(bus.store.documents(BOOK, "", "", "", 100))
                .as("the open pages and a full one of each grain")
                .hasSize(3);
        acknowledged(positions.get(0), "2026-01-01T00:02:00Z");
        acknowledged(positions.get(69), "2026-01-01T02:20:00Z");
        try (Lease again = claim(WALL, "a")) {
            again.acknowledge(bus.publish("a", null));
        }
        bus.core.subscriptions().purge(NAME, "op");
        assertThat(bus.store.documents(BOOK, "", "", "", 100)).isEmpty();
    }

    @Test
    void when_the_store_has_no_room_for_the_book_its_client_still_goes_on_where_it_was() {
        long first = bus.publish("a", null);
        long second = bus.publish("a", null);
        Lease lease = begun(WALL, 0, "a");
        lease.acknowledge(first);
        await().until(() -> bus.store.document(BOOK, NAME).isPresent());
        bus.store.refused = ClientSubscriptionsTest::isBook;
        bus.advance(Duration.ofSeconds(10));
        lease.acknowledge(second);
        lease.close();

        try (Lease next = claim(WALL, "a")) {
            assertThat(next.position()).hasValue(second);
        }
        bus.store.refused = null;
        await().until(() -> stored().position() == second);
        assertThat(explain(second).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explain(second).earliest()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(explain(second).at()).isNull();
        acknowledged(first, "2026-01-01T00:00:00Z");
    }

    @Test
    void what_was_given_up_of_the_book_moves_nothing_later() {
        long first = bus.publish("a", null);
        long second = bus.publish("a", null);
        long third = bus.publish("a", null);
        Lease lease = begun(WALL, 0, "a");
        lease.acknowledge(first);
        await().until(() -> bus.store.document(BOOK, NAME).isPresent());
        AtomicInteger refusals = new AtomicInteger();
        bus.store.refused = unit -> isBook(unit) && refusals.incrementAndGet() > 0;
        lease.acknowledge(second);
        bus.advance(Duration.ofSeconds(31));
        await().until(() -> refusals.get() > 0);
        lease.acknowledge(third);
        lease.close();
        bus.core.subscriptions().seek(NAME, StartFrom.BEGINNING, "op");
        bus.store.refused = null;

        bus.advance(Duration.ofMinutes(2));
        bus.publish("a", null); // behind all that was on its way

        assertThat(stored().position()).isZero();
        assertThat(claim(WALL, "a").position()).hasValue(0);
    }

    private static boolean isBook(WriteUnit unit) {
        return unit.changes().stream()
                .anyMatch(each -> each instanceof Change.PutDocument put
                        && put.collection().equals(BOOK));
    }

    private Explanation explain(long position) {
        return bus.core.explain().explain(position).stream()
                .filter(each -> each.subscription().equals(NAME))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void another_log_takes_it_away_and_knows_nothing_of_it() {
        try (BusFixture other = BusFixture.over(BusFixture.emptyStore(), BusFixture.hasty(1_000))) {
            await().until(() -> other.core.store().isOpen());
            Lease lease = other.core.clients().claim(WALL, List.of(), FROM, endings::add);
            lease.begin(0);
            other.core.remove(other.provider);
            await().until(() -> !other.core.store().isOpen());
            assertThatThrownBy(() -> other.core.clients().claim(new Identity("x", "y"), List.of(), FROM, endings::add))
                    .isInstanceOf(StoreUnavailableException.class);
            other.core.add(BusFixture.providing(BusFixture.emptyStore()));
            await().until(() -> other.core.store().isOpen());

            assertThat(endings).containsExactly(Ending.CLOSED);
            assertThat(other.core
                            .clients()
                            .claim(WALL, List.of(), FROM, endings::add)
                            .position())
                    .isEqualTo(OptionalLong.empty());
        }
    }
}

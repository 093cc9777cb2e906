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
import io.carillon.events.bus.internal.upkeep.UpkeepSettings;
import io.carillon.events.store.Change;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.WriteUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ClientSubscriptionsTest {

    private static final Identity WALL = new Identity("user:anna", "wall");
    private static final String NAME = "client:user:anna:wall";
    private static final Duration ROUND = Duration.ofMinutes(1);

    private final TimedBus bus = new TimedBus(BusFixture.settings(
            new UpkeepSettings(Duration.ofHours(1), Duration.ofMinutes(30), 0, Duration.ofMinutes(5))));
    private final Queue<Ending> endings = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        bus.close();
    }

    private Lease claim(Identity identity, String... types) {
        return bus.core.clients().claim(identity, patterns(types), endings::add);
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
    void it_is_explained() {
        long first = bus.publish("a", null);
        long second = bus.publish("a", null);
        try (Lease lease = begun(WALL, 0, "a")) {
            lease.acknowledge(first);
        }
        await().until(() -> stored().position() == first);

        assertThat(explain(first).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(explain(first).reason()).contains("acknowledged by its client");
        assertThat(explain(second).outcome()).isEqualTo(Outcome.QUEUED);
        assertThat(explain(second).reason()).contains("not acknowledged by its client yet");
        assertThat(explain(bus.publish("b", null)).outcome()).isEqualTo(Outcome.FILTERED);
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
            Lease lease = other.core.clients().claim(WALL, List.of(), endings::add);
            lease.begin(0);
            other.core.remove(other.provider);
            await().until(() -> !other.core.store().isOpen());
            assertThatThrownBy(() -> other.core.clients().claim(new Identity("x", "y"), List.of(), endings::add))
                    .isInstanceOf(StoreUnavailableException.class);
            other.core.add(BusFixture.providing(BusFixture.emptyStore()));
            await().until(() -> other.core.store().isOpen());

            assertThat(endings).containsExactly(Ending.CLOSED);
            assertThat(other.core.clients().claim(WALL, List.of(), endings::add).position())
                    .isEqualTo(OptionalLong.empty());
        }
    }
}

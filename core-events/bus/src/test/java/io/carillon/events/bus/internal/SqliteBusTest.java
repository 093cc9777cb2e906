// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static io.carillon.events.bus.internal.BusFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Durability;
import io.carillon.events.Receipt;
import io.carillon.events.Subscription;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Identity;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Lease;
import io.carillon.events.admin.ExplainAdmin.Explanation;
import io.carillon.events.admin.ExplainAdmin.Outcome;
import io.carillon.events.bus.internal.admin.HostFacts;
import io.carillon.events.bus.internal.log.BusTimers;
import io.carillon.events.bus.internal.plugin.PluginIdentity;
import io.carillon.events.bus.internal.plugin.PluginSide;
import io.carillon.events.bus.internal.plugin.PluginView;
import io.carillon.events.store.StoreSettings;
import io.carillon.storage.jdbc.internal.JdbcEventStoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteBusTest {

    record Setting(String name, int value) {}

    @TempDir
    Path data;

    private BusCore start() {
        StoreSettings settings = new StoreSettings("sqlite:events.db", data, Map.of(), Duration.ofSeconds(10));
        BusCore core = new BusCore(
                BusFixture.settings(),
                settings,
                new HostFacts("host", "1", Instant.now()),
                Clock.systemUTC(),
                new BusTimers());
        core.add(new JdbcEventStoreProvider());
        await().until(() -> core.store().isOpen());
        return core;
    }

    private static PluginView plugin(BusCore core) {
        return core.open(new PluginIdentity("p", "1.0.0", SqliteBusTest.class.getClassLoader()));
    }

    @Test
    void events_checkpoints_and_state_are_there_after_a_restart() {
        List<Long> handled = Collections.synchronizedList(new ArrayList<>());
        List<Long> published = new ArrayList<>();
        try (BusCore core = start()) {
            PluginView plugin = plugin(core);
            plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            List<CompletionStage<Receipt>> receipts = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                receipts.add(plugin.publish("a", Map.of("i", i)));
            }
            for (CompletionStage<Receipt> each : receipts) {
                Receipt receipt = get(each);
                assertThat(receipt.durability()).isEqualTo(Durability.DURABLE);
                published.add(receipt.position());
            }
            await().untilAsserted(() -> assertThat(handled).isEqualTo(published));
            PluginSide side = new PluginSide(plugin, core.pluginServices());
            side.state().put("setting", new Setting("s", 7));
            assertThat(side.state().get("setting", Setting.class)).contains(new Setting("s", 7));
        }
        try (BusCore again = start()) {
            PluginView plugin = plugin(again);
            plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            published.add(get(plugin.publish("a", Map.of())).position());
            await().untilAsserted(() -> assertThat(handled).isEqualTo(published));
            PluginSide side = new PluginSide(plugin, again.pluginServices());
            assertThat(side.state().get("setting", Setting.class)).contains(new Setting("s", 7));
            assertThat(side.state().keys("", "", 10)).containsExactly("setting");
            side.state().remove("setting");
            assertThat(side.state().get("setting", Setting.class)).isEmpty();
        }
    }

    @Test
    void when_events_were_handled_and_by_which_version_is_known_after_a_restart() {
        List<Long> handled = Collections.synchronizedList(new ArrayList<>());
        Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        long last = 0;
        try (BusCore core = start()) {
            PluginView plugin = plugin(core);
            plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            for (int i = 0; i < 300; i++) {
                last = get(plugin.publish("a", Map.of("i", i))).position();
            }
            long all = last;
            await().until(() -> core.subscriptions().get("p:d").orElseThrow().position() >= all);
        }
        Instant end = Instant.now();
        try (BusCore again = start()) {
            for (long position : List.of(handled.get(0), handled.get(150), last)) {
                Explanation explanation = again.explain().explain(position).stream()
                        .filter(each -> each.subscription().equals("p:d"))
                        .findFirst()
                        .orElseThrow();
                assertThat(explanation.outcome()).isEqualTo(Outcome.DELIVERED);
                assertThat(explanation.attempts()).isEqualTo(1);
                assertThat(explanation.pluginVersion()).isEqualTo("1.0.0");
                assertThat(explanation.at()).isBetween(begin, end);
                if (explanation.earliest() != null) {
                    assertThat(explanation.earliest()).isBetween(begin, explanation.at());
                    assertThat(Duration.between(explanation.earliest(), explanation.at()))
                            .isLessThan(Duration.ofSeconds(1));
                }
            }
        }
    }

    @Test
    void a_client_goes_on_after_a_restart_where_it_acknowledged() {
        Identity wall = new Identity("user:anna", "wall");
        long second;
        Instant begin;
        Instant end;
        try (BusCore core = start()) {
            PluginView plugin = plugin(core);
            get(plugin.publish("a", Map.of()));
            second = get(plugin.publish("a", Map.of())).position();
            get(plugin.publish("a", Map.of()));
            Lease lease = core.clients().claim(wall, List.of(), "192.0.2.1:7", ending -> {});
            lease.begin(0);
            begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            lease.acknowledge(second);
            end = Instant.now();
        }
        try (BusCore again = start();
                Lease lease = again.clients().claim(wall, List.of(), "192.0.2.1:8", ending -> {})) {
            assertThat(lease.position()).hasValue(second);
            Explanation explanation = again.explain().explain(second).stream()
                    .filter(each -> each.subscription().equals(wall.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(explanation.outcome()).isEqualTo(Outcome.DELIVERED);
            assertThat(explanation.at()).isBetween(begin, end);
            assertThat(explanation.reason()).contains("acknowledged by its client at 192.0.2.1:7, or");
        }
    }

    @Test
    void a_plugin_has_a_directory_for_itself_alone() throws Exception {
        try (BusCore core = start()) {
            Path directory = new PluginSide(plugin(core), core.pluginServices()).dataDirectory();

            assertThat(directory)
                    .isEqualTo(data.resolve("plugins").resolve("p"))
                    .isDirectory();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
    }
}

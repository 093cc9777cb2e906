// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.plugin.GoodActivator;
import io.carillon.events.EventDraft;
import io.carillon.events.HandlerMode;
import io.carillon.events.admin.PluginImpact;
import io.carillon.events.admin.PluginStatus.State;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ImpactTest {

    private static final String ID = "com.example.shop";
    private static final String USER = "com.example.user";

    @TempDir
    Path root;

    private static EventDraft by(String plugin, String type) {
        return EventDraft.builder(type)
                .source("/plugins/" + plugin)
                .extension("plugin", plugin)
                .build();
    }

    @Test
    void it_names_subscriptions_types_listeners_and_dependents() throws Exception {
        try (TestHost host = TestHost.start(root)) {
            RecordingDelivery delivery = new RecordingDelivery(host);
            delivery.subscriptions.addAll(List.of(
                    RecordingDelivery.subscription("audit:main", HandlerMode.DURABLE, 0, "**"),
                    RecordingDelivery.subscription("mail:main", HandlerMode.DURABLE, 0, "order.*"),
                    RecordingDelivery.subscription("media:main", HandlerMode.DURABLE, 0, "media.**"),
                    RecordingDelivery.subscription(ID + ":main", HandlerMode.DURABLE, 0, "order.**"),
                    RecordingDelivery.subscription(ID + ":view", HandlerMode.LIVE, 0, "order.**")));
            FakeLog log = new FakeLog();
            host.services.log = log;
            log.append(by(ID, "order.created"));
            log.append(by("com.example.other", "other.happened"));
            log.append(EventDraft.builder("stock.changed")
                    .source("/shops/berlin")
                    .extension("plugin", ID)
                    .build());
            TestJar.bundle(ID, "1.0.0")
                    .header("Export-Package", "com.example.shop")
                    .entry("com/example/shop/a.txt", new byte[] {1})
                    .copyTo(host.plugins.resolve("shop.jar"));
            host.await(ID, State.ACTIVE);
            TestJar.bundle(USER, "1.0.0")
                    .activator(GoodActivator.class)
                    .header("Import-Package", "org.osgi.framework,com.example.shop")
                    .copyTo(host.plugins.resolve("user.jar"));
            host.await(USER, State.ACTIVE);

            assertThat(host.deployer.impact(ID))
                    .isEqualTo(new PluginImpact(
                            ID,
                            List.of(ID + ":main"),
                            List.of(ID + ":view"),
                            List.of("order.created", "stock.changed"),
                            List.of("audit:main", "mail:main"),
                            List.of(USER)));
            assertThat(host.deployer.impact(USER).dependents()).isEmpty();
            assertThat(host.deployer.impact(USER).listeners()).isEmpty();
            assertThatThrownBy(() -> host.deployer.impact("nobody")).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void it_reads_no_more_of_the_log_than_it_says() {
        FakeLog log = new FakeLog();
        log.append(by(ID, "too.old"));
        IntStream.range(0, ImpactAnalysis.MAX_EVENTS).forEach(number -> log.append(by(ID, "order.created")));
        log.append(by("com.example.other", "too.old"));
        IntStream.range(0, ImpactAnalysis.MAX_TYPES)
                .forEach(number -> log.append(by("com.example.other", "a.type" + number)));
        HostServices services = new HostServices();
        services.log = log;

        PluginImpact impact = new ImpactAnalysis(services).of(ID, List.of());

        assertThat(impact.types()).containsExactly("order.created");
        assertThat(log.read).isLessThanOrEqualTo(ImpactAnalysis.MAX_EVENTS + ImpactAnalysis.MAX_TYPES);
    }

    @Test
    void without_a_bus_it_tells_what_the_framework_knows() {
        PluginImpact impact = new ImpactAnalysis(new HostServices()).of(ID, List.of(USER));

        assertThat(impact).isEqualTo(new PluginImpact(ID, List.of(), List.of(), List.of(), List.of(), List.of(USER)));
    }
}

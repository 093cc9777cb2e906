// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import io.carillon.events.EventBus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.itest.plugin.EchoPlugin;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Settings change while plugins run. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConfigurationChangeIT {

    @Inject
    public EventBus bus;

    @Inject
    public EventsAdmin events;

    @Inject
    public ConfigurationAdmin configurations;

    @Inject
    public BundleContext context;

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(ConfigurationChangeIT.class);
    }

    @Test
    public void plugins_and_events_outlive_a_change_of_the_deployer_and_of_the_bus() throws Exception {
        Pings pings = new Pings(bus, events);
        new PluginJar("itest.echo", "1.0.0", EchoPlugin.class)
                .dropInto(Path.of(System.getProperty("itest.plugins", "target")));
        Await.until("the handler is there", () -> bus.handlerCount("itest.ping") == 1, this::deployer);
        pings.ping("a");
        pings.awaitAnswers("1.0.0", List.of("a"));
        long bundle = deployer().orElseThrow().get("itest.echo").orElseThrow().bundleId();

        ServiceReference<PluginsAdmin> before = context.getServiceReference(PluginsAdmin.class);

        set("carillon.plugins", "settleMillis", 300);

        Await.until(
                "the deployer has started anew",
                () -> {
                    ServiceReference<PluginsAdmin> now = context.getServiceReference(PluginsAdmin.class);
                    return now != null && !now.equals(before);
                },
                this::deployer);
        Await.until(
                "the plugin is active under the new settings",
                () -> deployer()
                        .flatMap(plugins -> plugins.get("itest.echo"))
                        .filter(plugin -> plugin.state() == PluginStatus.State.ACTIVE)
                        .isPresent(),
                this::deployer);
        assertEquals(
                "the plugin was not installed anew",
                bundle,
                deployer().orElseThrow().get("itest.echo").orElseThrow().bundleId());
        pings.ping("b");
        pings.awaitAnswers("1.0.0", List.of("a", "b"));

        set("carillon.bus", "publishTimeoutMillis", 4_000);

        assertSame("the bus stays", bus, context.getService(context.getServiceReference(EventBus.class)));
        pings.ping("c");
        pings.awaitAnswers("1.0.0", List.of("a", "b", "c"));
    }

    /** Empty for a moment while it starts with other settings. */
    private Optional<PluginsAdmin> deployer() {
        return Optional.ofNullable(context.getServiceReference(PluginsAdmin.class))
                .map(context::getService);
    }

    private void set(String pid, String key, int value) throws Exception {
        Map<String, Object> properties = new HashMap<>();
        Dictionary<String, Object> known =
                configurations.getConfiguration(pid, "?").getProperties();
        if (known != null) {
            properties.putAll(FrameworkUtil.asMap(known));
        }
        properties.put(key, value);
        configurations.getConfiguration(pid, "?").update(FrameworkUtil.asDictionary(properties));
    }
}

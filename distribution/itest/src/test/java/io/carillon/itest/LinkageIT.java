// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.carillon.events.EventBus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.itest.plugin.BrokenPlugin;
import io.carillon.itest.plugin.EchoPlugin;
import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** A plugin whose classes do not fit fails alone. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LinkageIT {

    private static final Path PLUGINS = Path.of(System.getProperty("itest.plugins", "target"));

    @Inject
    public EventBus bus;

    @Inject
    public EventsAdmin events;

    @Inject
    public PluginsAdmin plugins;

    @Inject
    public SubscriptionsAdmin subscriptions;

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(LinkageIT.class);
    }

    @Test
    public void a_handler_that_cannot_link_holds_nobody_but_itself() throws Exception {
        Pings pings = new Pings(bus, events);
        new PluginJar("itest.broken", "1.0.0", BrokenPlugin.class).dropInto(PLUGINS);
        new PluginJar("itest.echo", "1.0.0", EchoPlugin.class).dropInto(PLUGINS);
        awaitActive("itest.broken", "1.0.0");
        awaitActive("itest.echo", "1.0.0");

        for (String id : List.of("a", "b", "c")) {
            pings.ping(id);
        }

        pings.awaitAnswers("1.0.0", List.of("a", "b", "c"));
        Await.until(
                "the broken one is shown as failing",
                () -> subscriptions.get("itest.broken:main").orElseThrow().state() == SubscriptionStatus.State.FAILING,
                subscriptions::list);
        String failure = subscriptions.get("itest.broken:main").orElseThrow().failure();
        assertTrue("names the missing class: " + failure, failure != null && failure.contains("Absent"));
        assertEquals(
                PluginStatus.State.ACTIVE,
                plugins.get("itest.broken").orElseThrow().state());
    }

    private void awaitActive(String id, String version) {
        Await.until(
                id + " " + version + " is active",
                () -> plugins.get(id)
                        .filter(plugin -> plugin.state() == PluginStatus.State.ACTIVE
                                && plugin.version().equals(version))
                        .isPresent(),
                plugins::list);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import io.carillon.events.EventBus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
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

/** A host in safe mode runs without plugins until an operator leaves it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SafeModeIT {

    private static final Path PLUGINS = Path.of(System.getProperty("itest.plugins", "target"));

    @Inject
    public EventBus bus;

    @Inject
    public EventsAdmin events;

    @Inject
    public PluginsAdmin plugins;

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(
                SafeModeIT.class, frameworkProperty("carillon.safeMode").value("true"));
    }

    @Test
    public void plugins_wait_until_safe_mode_is_left() throws Exception {
        Pings pings = new Pings(bus, events);
        assertTrue(plugins.safeMode().toString(), plugins.safeMode().active());
        new PluginJar("itest.echo", "1.0.0", EchoPlugin.class).dropInto(PLUGINS);
        Await.until("the plugin is seen", () -> plugins.get("itest.echo").isPresent(), plugins::list);
        pings.ping("a");
        assertTrue(
                plugins.list().toString(),
                plugins.get("itest.echo")
                        .filter(plugin -> plugin.state() != PluginStatus.State.ACTIVE)
                        .isPresent());

        plugins.leaveSafeMode("itest");

        Await.until(
                "the plugin runs",
                () -> plugins.get("itest.echo")
                        .filter(plugin -> plugin.state() == PluginStatus.State.ACTIVE)
                        .isPresent(),
                plugins::list);
        pings.ping("b");
        pings.awaitAnswers("1.0.0", List.of("b"));
        assertTrue(plugins.safeMode().toString(), !plugins.safeMode().active());
    }
}

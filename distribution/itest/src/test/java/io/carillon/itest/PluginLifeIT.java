// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.carillon.events.EventBus;
import io.carillon.events.Severity;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.LogAdmin;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.itest.plugin.EchoPlugin;
import io.carillon.itest.plugin.GrumblingPlugin;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/** Plugins arrive, change and go while the host runs. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PluginLifeIT {

    private static final Path PLUGINS = Path.of(System.getProperty("itest.plugins", "target"));

    @Inject
    public EventBus bus;

    @Inject
    public EventsAdmin events;

    @Inject
    public PluginsAdmin plugins;

    @Inject
    public SubscriptionsAdmin subscriptions;

    @Inject
    public LogAdmin log;

    @Inject
    public BundleContext context;

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(PluginLifeIT.class);
    }

    @Test
    public void a_plugin_arrives_is_updated_leaves_and_catches_up_when_it_returns() throws Exception {
        Pings pings = new Pings(bus, events);
        Path jar = new PluginJar("itest.echo", "1.0.0", EchoPlugin.class).dropInto(PLUGINS);
        awaitActive("itest.echo", "1.0.0");
        pings.ping("a");
        pings.awaitAnswers("1.0.0", List.of("a"));

        new PluginJar("itest.echo", "2.0.0", EchoPlugin.class).dropInto(PLUGINS);
        awaitActive("itest.echo", "2.0.0");
        pings.ping("b");
        pings.awaitAnswers("2.0.0", List.of("b"));

        Files.delete(jar);
        Await.until("the plugin is gone", () -> plugins.get("itest.echo").isEmpty(), plugins::list);
        pings.ping("c");
        pings.ping("d");
        SubscriptionStatus dormant = subscriptions.get("itest.echo:main").orElseThrow();
        assertEquals(SubscriptionStatus.State.DORMANT, dormant.state());
        assertTrue("lag of " + dormant, dormant.lag() >= 2);

        new PluginJar("itest.echo", "2.0.0", EchoPlugin.class).dropInto(PLUGINS);
        awaitActive("itest.echo", "2.0.0");
        pings.awaitAnswers("2.0.0", List.of("b", "c", "d"));
        assertEquals("nothing was handled twice by the first version", List.of("a"), pings.answeredBy("1.0.0"));
    }

    @Test
    public void what_a_plugin_logged_is_told_and_does_not_keep_its_classes_in_memory() throws Exception {
        Path jar = new PluginJar("itest.grumbling", "1.0.0", GrumblingPlugin.class).dropInto(PLUGINS);
        awaitActive("itest.grumbling", "1.0.0");
        WeakReference<ClassLoader> classes = new WeakReference<>(classLoader("itest.grumbling"));
        LogAdmin.LogRecord record =
                log.newest("itest.grumbling", Severity.INFO, 1).records().get(0);
        assertEquals("it starts with a grumble", record.text());
        assertTrue(record.error(), String.valueOf(record.error()).contains("nothing in particular"));

        Files.delete(jar);
        Await.until("the plugin is gone", () -> plugins.get("itest.grumbling").isEmpty(), plugins::list);
        Await.until(
                "its classes are gone",
                () -> {
                    System.gc();
                    return classes.refersTo(null);
                },
                () -> log.newest("itest.grumbling", Severity.INFO, 1));
    }

    private ClassLoader classLoader(String id) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> id.equals(bundle.getSymbolicName()))
                .map(bundle -> bundle.adapt(BundleWiring.class).getClassLoader())
                .findFirst()
                .orElseThrow();
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

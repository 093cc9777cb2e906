// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import io.carillon.events.EventBus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import io.carillon.itest.plugin.HarmfulPlugin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** A plugin that takes more than it may is named and slowed down; stopped by anybody, it ends what it handles. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HarmIT {

    private static final Path PLUGINS = Path.of(System.getProperty("itest.plugins", "target"));
    private static final String ID = "itest.harmful";

    @Inject
    public EventBus bus;

    @Inject
    public EventsAdmin events;

    @Inject
    public PluginsAdmin plugins;

    @Inject
    public PluginLoads loads;

    @Inject
    public SubscriptionsAdmin subscriptions;

    @Inject
    public BundleContext context;

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(
                HarmIT.class,
                frameworkProperty("carillon.set.bus.quotaThreads").value("10"),
                frameworkProperty("carillon.set.bus.quotaPublishRate").value("10"),
                frameworkProperty("carillon.set.bus.throttleSeconds").value("1"));
    }

    private Optional<PluginLoad> load() {
        return loads.list().stream().filter(load -> load.plugin().equals(ID)).findFirst();
    }

    @Test
    public void a_plugin_beyond_its_quota_is_slowed_down_and_ends_what_it_handles_whoever_stops_it() throws Exception {
        Pings pings = new Pings(bus, events);
        new PluginJar(ID, "1.0.0", HarmfulPlugin.class).dropInto(PLUGINS);
        Await.until(
                "it runs",
                () -> plugins.get(ID)
                        .filter(plugin -> plugin.state() == PluginStatus.State.ACTIVE)
                        .isPresent(),
                plugins::list);
        Await.until(
                "it is throttled",
                () -> load().filter(load -> load.standing() == PluginLoad.Standing.THROTTLED)
                        .isPresent(),
                loads::list);
        assertTrue(
                load().orElseThrow().toString(), load().orElseThrow().reason().contains("threads, its quota is 10"));

        pings.ping("a");
        Await.until("ten answers", () -> pings.pongs().size() == 10, pings::pongs);
        List<Instant> times = pongs();
        Duration took = Duration.between(times.get(0), times.get(9));
        assertTrue("ten events at five a second came within " + took, took.compareTo(Duration.ofMillis(1_500)) >= 0);

        pings.ping("b");
        Await.until(
                "it handles",
                () -> subscriptions.get(ID + ":main").orElseThrow().handling() > 0,
                subscriptions::list);
        Bundle bundle = bundle();
        bundle.stop();
        assertEquals(20, pings.pongs().size());
        assertTrue(
                "its handler ended before its activator was told to stop: " + pings.pongs(),
                pings.pongs().stream().noneMatch(data -> Boolean.TRUE.equals(data.get("stopped"))));
        assertTrue("nobody is charged with what does not run", load().isEmpty());
    }

    private List<Instant> pongs() {
        EventQuery query = EventQuery.builder()
                .types("itest.pong")
                .order(EventQuery.Order.ASCENDING)
                .limit(100)
                .build();
        return events.query(query).events().stream()
                .map(StoredEvent::recordedTime)
                .toList();
    }

    private Bundle bundle() {
        for (Bundle each : context.getBundles()) {
            if (ID.equals(each.getSymbolicName())) {
                return each;
            }
        }
        throw new AssertionError("no bundle " + ID);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import io.carillon.events.EventBus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.HealthAdmin;
import io.carillon.events.admin.HealthCheck;
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
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** A plugin that takes more than it may is named, slowed down, and stopped for good if that is not enough. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HarmIT {

    private static final Path PLUGINS = Path.of(System.getProperty("itest.plugins", "target"));
    private static final String ID = "itest.harmful";
    private static final int QUOTA = 10;

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
    public HealthAdmin health;

    @Inject
    public BundleContext context;

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(
                HarmIT.class,
                frameworkProperty("carillon.set.bus.quotaThreads").value(Integer.toString(QUOTA)),
                frameworkProperty("carillon.set.bus.quotaPublishRate").value("40"),
                frameworkProperty("carillon.set.bus.throttleSeconds").value("1"));
    }

    @Test
    public void a_plugin_beyond_its_quota_is_named_slowed_down_and_quarantined() throws Exception {
        Pings pings = new Pings(bus, events);
        new PluginJar(ID, "1.0.0", HarmfulPlugin.class).dropInto(PLUGINS);
        awaitState(PluginStatus.State.ACTIVE);
        Await.until(
                "all that its activator started is on its account: threads of its own, and those of pools, at work or not",
                () -> load().filter(load -> load.threads() >= 3 * HarmfulPlugin.THREADS)
                        .isPresent(),
                loads::list);
        assertTrue("nobody else is charged with them", loads.list().stream().noneMatch(HarmIT::isSomebodyElseBeyond));
        awaitThrottled();

        isSlow(pings);
        endsWhatItHandles(pings);

        bundle().start();
        pings.ping(HarmfulPlugin.FLOOD);
        awaitState(PluginStatus.State.QUARANTINED);
        String why = plugins.get(ID).orElseThrow().why().toString();
        assertTrue(why, why.contains("more than 10 times its quota of " + QUOTA));
        assertTrue(why, why.contains("plugin:enable " + ID));
        Await.until("it does not run", () -> bundle().getState() == Bundle.RESOLVED, plugins::list);
        Await.until("health names it", () -> inHealth("plugins", ID), health::report);
        Await.until(
                "the log tells each step",
                () -> actions().containsAll(List.of("warn", "throttle", "quarantine")),
                this::actions);
    }

    private static boolean isSomebodyElseBeyond(PluginLoad load) {
        return !load.plugin().equals(ID) && load.threads() >= HarmfulPlugin.THREADS;
    }

    /** Ten events at half of forty a second. */
    private void isSlow(Pings pings) throws Exception {
        Instant begin = Instant.now();
        pings.ping("a");
        Await.until("ten answers", () -> pings.pongs().size() == 10, pings::pongs);
        Duration took = Duration.between(begin, pongs().get(9));
        assertTrue("ten events at twenty a second came within " + took, took.compareTo(Duration.ofMillis(400)) >= 0);
    }

    private void endsWhatItHandles(Pings pings) throws Exception {
        pings.ping(HarmfulPlugin.SLOW);
        Await.until(
                "it handles",
                () -> subscriptions.get(ID + ":main").orElseThrow().handling() > 0,
                subscriptions::list);
        Bundle plugin = bundle();
        Thread release = new Thread(() -> {
            Await.until("it stops", () -> plugin.getState() == Bundle.STOPPING, plugin::getState);
            System.setProperty(HarmfulPlugin.RELEASED, "true");
        });
        release.start();
        plugin.stop();
        release.join();
        assertEquals(20, pings.pongs().size());
        assertTrue(
                "its handler ended before its activator was told to stop: " + pings.pongs(),
                pings.pongs().stream().noneMatch(data -> Boolean.TRUE.equals(data.get("stopped"))));
        assertTrue("nobody is charged with what does not run", load().isEmpty());
    }

    private void awaitState(PluginStatus.State state) {
        Await.until(
                "it is " + state,
                () -> plugins.get(ID).filter(plugin -> plugin.state() == state).isPresent(),
                plugins::list);
    }

    private void awaitThrottled() {
        String reason = "threads, its quota is " + QUOTA;
        Await.until(
                "it is throttled and health says why",
                () -> load().filter(load -> load.standing() == PluginLoad.Standing.THROTTLED
                                        && load.reason().contains(reason))
                                .isPresent()
                        && inHealth("plugins load", reason),
                () -> loads.list() + " " + health.report());
    }

    private Optional<PluginLoad> load() {
        return loads.list().stream().filter(load -> load.plugin().equals(ID)).findFirst();
    }

    private boolean inHealth(String check, String words) {
        return health.report().checks().stream()
                .anyMatch(each -> each.name().equals(check)
                        && each.result().status() == HealthCheck.Status.DEGRADED
                        && each.result().detail().contains(words));
    }

    private List<Object> actions() {
        EventQuery query = EventQuery.builder()
                .types("carillon.plugin.quota_exceeded")
                .limit(100)
                .build();
        return events.query(query).events().stream()
                .map(stored -> (Map<?, ?>) stored.event().data().value())
                .filter(data -> ID.equals(data.get("plugin")) && "threads".equals(data.get("quota")))
                .<Object>map(data -> data.get("action"))
                .toList();
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

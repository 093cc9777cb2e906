// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.carillon.events.Durability;
import io.carillon.events.EventBus;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.store.LogHead;
import io.carillon.itest.plugin.EchoPlugin;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The storage bundle leaves a running host and returns with the same data. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ProviderLeavesIT {

    @Inject
    public EventBus bus;

    @Inject
    public EventsAdmin events;

    @Inject
    public StoreAdmin store;

    @Inject
    public BundleContext context;

    @Configuration
    public static Option[] configuration() {
        return HostOptions.of(
                ProviderLeavesIT.class,
                CoreOptions.frameworkProperty("carillon.set.bus.publishTimeoutMillis")
                        .value("2000"));
    }

    @Test
    public void nothing_is_lost_and_the_bus_stays_the_same_service() throws Exception {
        Pings pings = new Pings(bus, events);
        Path folder = Path.of(System.getProperty("itest.plugins", "target"));
        new PluginJar("itest.echo", "1.0.0", EchoPlugin.class).dropInto(folder);
        Await.until("the store is open", () -> store.status().state() == StoreStatus.State.OPEN, store::status);
        assertEquals(Durability.DURABLE, pings.ping("a").durability());
        Await.until("the handler is there", () -> bus.handlerCount("itest.ping") == 1, () -> bus.handlerCount());
        pings.ping("b");
        Await.until("b is answered", () -> pings.answeredBy("1.0.0").contains("b"), pings::pongs);
        LogHead before = events.head();
        Bundle storage = Arrays.stream(context.getBundles())
                .filter(bundle -> "io.carillon.storage-jdbc".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();

        storage.stop();

        Await.until("the store is away", () -> store.status().state() == StoreStatus.State.AWAY, store::status);
        assertTrue("says what to do", store.status().detail().contains("sqlite"));
        ExecutionException refused = assertThrows(ExecutionException.class, () -> pings.ping("lost"));
        assertTrue("refused by " + refused, refused.getCause() instanceof StoreUnavailableException);

        storage.start();

        Await.until("the store is back", () -> store.status().state() == StoreStatus.State.OPEN, store::status);
        assertSame(bus, context.getService(context.getServiceReference(EventBus.class)));
        assertTrue("the log is the same one", events.head().position() >= before.position());
        assertEquals("refused means not stored", List.of(), events.find("lost"));
        pings.ping("c");
        Await.until(
                "c is answered once",
                () -> pings.answeredBy("1.0.0").equals(List.of("b", "c"))
                        || pings.answeredBy("1.0.0").equals(List.of("a", "b", "c")),
                pings::pongs);
    }
}

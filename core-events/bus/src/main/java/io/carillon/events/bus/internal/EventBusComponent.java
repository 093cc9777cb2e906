// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.EventBus;
import io.carillon.events.EventHandler;
import io.carillon.events.PluginContext;
import io.carillon.events.admin.ClearAdmin;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.ExplainAdmin;
import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.PluginDrain;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.admin.TimingsAdmin;
import io.carillon.events.bus.internal.admin.HostFacts;
import io.carillon.events.bus.internal.log.BusTimers;
import io.carillon.events.store.EventStoreProvider;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the bus into the framework. The services are registered once and stay while stores, plugins and configuration come
 * and go; {@link EventBus} and {@link PluginContext} are service factories, so that each bundle gets its own.
 */
@Component(
        immediate = true,
        service = {},
        configurationPid = EventBusComponent.PID)
@Designate(ocd = BusConfig.class)
public final class EventBusComponent {

    static final String PID = "carillon.bus";

    private static final Logger LOG = LoggerFactory.getLogger(EventBusComponent.class);

    private final BundleContext context;
    private final BusSettings settings;
    private final StoreChoice store;
    private final BusCore core;
    private final Plugins plugins;
    private final Whiteboard whiteboard;
    private final LogServices logs;
    private final List<ServiceRegistration<?>> services = new ArrayList<>();
    private volatile boolean changed;

    /**
     * Starts the bus.
     *
     * @throws IllegalArgumentException if the configuration cannot be; the bus does not start with another one
     */
    @Activate
    public EventBusComponent(BundleContext context, @Reference StoreChoice store, BusConfig config) {
        this.context = context;
        this.store = store;
        this.settings = BusConfig.Reader.settings(config);
        Instant started =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        HostFacts host = HostFacts.of(
                store.settings().dataDirectory(),
                context.getBundle().getVersion().toString(),
                started);
        BundleClasses classes = new BundleClasses(context);
        this.core = new BusCore(settings, store.settings(), host, Clock.systemUTC(), new BusTimers(), classes);
        this.plugins = new Plugins(core, classes);
        this.whiteboard = new Whiteboard(context, plugins);
        this.logs = new LogServices(context, plugins::logged);
        context.addBundleListener(plugins);
        logs.open();
        register();
        LOG.info(
                "Bus started; the log is kept in a store of scheme {}",
                store.settings().scheme());
    }

    private void register() {
        services.add(context.registerService(EventBus.class, plugins.buses(), null));
        services.add(context.registerService(PluginContext.class, plugins.contexts(), null));
        services.add(context.registerService(EventsAdmin.class, core.events(), null));
        services.add(context.registerService(SubscriptionsAdmin.class, core.subscriptions(), null));
        services.add(context.registerService(ClientSubscriptionsAdmin.class, core.clients(), null));
        services.add(context.registerService(DeadLettersAdmin.class, core.deadLetters(), null));
        services.add(context.registerService(ExplainAdmin.class, core.explain(), null));
        services.add(context.registerService(ReplayAdmin.class, core.replays(), null));
        services.add(context.registerService(ClearAdmin.class, core.clearing(), null));
        services.add(context.registerService(StoreAdmin.class, core.storeAdmin(), null));
        services.add(context.registerService(PluginDrain.class, core.drains(), null));
        services.add(context.registerService(PluginLoads.class, core.loads(), null));
        services.add(context.registerService(TimingsAdmin.class, core.timings(), null));
        List<HealthCheck> checks = List.of(
                BusHealth.bus(core.events()::status, () -> changed ? List.of(PID) : List.of()),
                BusHealth.store(core.store()::known, store::changed),
                BusHealth.subscriptions(core::subscribers, whiteboard::refused),
                BusHealth.loads(core.loads()::list));
        for (HealthCheck check : checks) {
            services.add(context.registerService(HealthCheck.class, check, null));
        }
    }

    @Modified
    void modified(BusConfig config) {
        changed = !BusConfig.Reader.settings(config).equals(settings);
        if (changed) {
            LOG.warn("The configuration {} was changed; it takes effect when the host is restarted", PID);
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addProvider(EventStoreProvider provider) {
        core.add(provider);
    }

    void removeProvider(EventStoreProvider provider) {
        core.remove(provider);
    }

    @Reference(
            service = EventHandler.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addHandler(ServiceReference<EventHandler<?>> handler) {
        whiteboard.add(handler);
    }

    void updatedHandler(ServiceReference<EventHandler<?>> handler) {
        whiteboard.change(handler);
    }

    void removeHandler(ServiceReference<EventHandler<?>> handler) {
        whiteboard.remove(handler);
    }

    @Deactivate
    void stop() {
        Collections.reverse(services);
        for (ServiceRegistration<?> each : services) {
            try {
                each.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("A service was unregistered already", e);
            }
        }
        logs.close();
        core.close();
        context.removeBundleListener(plugins);
    }
}

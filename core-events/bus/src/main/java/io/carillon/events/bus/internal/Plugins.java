// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.EventBus;
import io.carillon.events.PluginContext;
import io.carillon.events.bus.internal.load.PluginAccount;
import io.carillon.events.bus.internal.plugin.PluginIdentity;
import io.carillon.events.bus.internal.plugin.PluginSide;
import io.carillon.events.bus.internal.plugin.PluginView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/**
 * One view of the bus per bundle, from its first use until the bundle has stopped.
 *
 * <p>Threads: safe for concurrent use. A view is closed without the lock, because that may wait for a handler.
 */
final class Plugins implements SynchronousBundleListener {

    /** How long handlers may go on when their bundle is stopped by somebody who did not ask for a drain. */
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** How long all of them may when the host stops. */
    private static final Duration HOST_LIMIT = Duration.ofSeconds(9);

    private static final String INSTALLATION = "reference:";

    private final BusCore core;
    private final BundleClasses classes;
    private final Map<Long, PluginView> views = new HashMap<>();
    /** Apart from the views, so that nobody who logs waits for a lock. */
    private final Map<Long, PluginAccount> accounts = new ConcurrentHashMap<>();

    Plugins(BusCore core, BundleClasses classes) {
        this.core = core;
        this.classes = classes;
    }

    /** The view of a bundle. */
    synchronized PluginView view(Bundle bundle) {
        PluginView view = views.computeIfAbsent(bundle.getBundleId(), id -> core.open(identity(bundle)));
        accounts.put(bundle.getBundleId(), view.account());
        return view;
    }

    /** Puts a line of the log on the account of the plugin that wrote it. */
    void logged(Bundle bundle) {
        PluginAccount account = accounts.get(bundle.getBundleId());
        if (account != null) {
            account.logged();
        }
    }

    private static PluginIdentity identity(Bundle bundle) {
        String name = bundle.getSymbolicName();
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        return new PluginIdentity(
                name == null ? "bundle-" + bundle.getBundleId() : name,
                bundle.getVersion().toString(),
                loader == null ? Plugins.class.getClassLoader() : loader,
                isHost(bundle));
    }

    /** The framework, and what the launcher installs: it refers to the jars of the installation. */
    static boolean isHost(Bundle bundle) {
        return bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID
                || bundle.getLocation().startsWith(INSTALLATION);
    }

    /**
     * Lets the handlers of a bundle that begins to stop end what they do, unless that was seen to before; all plugins at the
     * same time when the host stops. Closes the view of a bundle that has stopped; it still publishes while it stops. A
     * plugin has a view, and so an account, before its activator is called, whether it uses the bus or not.
     */
    @Override
    public void bundleChanged(BundleEvent event) {
        classes.forget();
        if (event.getType() == BundleEvent.STARTING && !isHost(event.getBundle())) {
            view(event.getBundle());
            return;
        }
        if (event.getType() == BundleEvent.STOPPING) {
            stopping(event.getBundle());
            return;
        }
        if (event.getType() == BundleEvent.STOPPED || event.getType() == BundleEvent.UNINSTALLED) {
            PluginView view;
            synchronized (this) {
                view = views.remove(event.getBundle().getBundleId());
            }
            accounts.remove(event.getBundle().getBundleId());
            if (view != null) {
                core.close(view);
            }
        }
    }

    private void stopping(Bundle bundle) {
        if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            core.drains().drainAll(HOST_LIMIT);
            return;
        }
        PluginView view;
        synchronized (this) {
            view = views.get(bundle.getBundleId());
        }
        if (view != null) {
            core.drains().stopping(view.identity().id(), LIMIT);
        }
    }

    /** {@link EventBus} as each bundle sees it. */
    ServiceFactory<EventBus> buses() {
        return new ServiceFactory<>() {
            @Override
            public EventBus getService(Bundle bundle, ServiceRegistration<EventBus> registration) {
                return view(bundle);
            }

            @Override
            public void ungetService(Bundle bundle, ServiceRegistration<EventBus> registration, EventBus bus) {
                // the view stays until the bundle stops
            }
        };
    }

    /** {@link PluginContext} as each bundle sees it. */
    ServiceFactory<PluginContext> contexts() {
        return new ServiceFactory<>() {
            @Override
            public PluginContext getService(Bundle bundle, ServiceRegistration<PluginContext> registration) {
                return new PluginSide(view(bundle), core.pluginServices());
            }

            @Override
            public void ungetService(
                    Bundle bundle, ServiceRegistration<PluginContext> registration, @Nullable PluginContext context) {
                // the view stays until the bundle stops
            }
        };
    }
}

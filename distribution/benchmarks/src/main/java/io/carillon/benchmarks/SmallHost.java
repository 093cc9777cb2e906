// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import io.carillon.events.EventBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Bus and stores as they are shipped, in a framework inside this process. The API comes from the class path, so that the
 * benchmark calls the very service that plugins call.
 */
final class SmallHost implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String API =
            "io.carillon.events;io.carillon.events.store;io.carillon.events.admin;version=1.0.0,"
                    + "org.osgi.service.cm;version=1.6.1,"
                    + "org.osgi.service.log;version=1.5.0,"
                    + "org.slf4j;org.slf4j.event;org.slf4j.helpers;org.slf4j.spi;version=2.0.20,"
                    + "org.slf4j;version=1.7.36"; // HikariCP asks for a version below 2

    private static final String CONFIGURATION = "org.apache.felix.configadmin";

    private final Framework framework;
    private final EventBus bus;

    private SmallHost(Framework framework, EventBus bus) {
        this.framework = framework;
        this.bus = bus;
    }

    /**
     * Starts it and waits for the bus.
     *
     * @param directory where it keeps what it keeps
     * @param store configuration of the store
     */
    static SmallHost start(Path directory, Map<String, String> store)
            throws BundleException, IOException, InterruptedException {
        return start(properties(directory), store, Set.of());
    }

    /** Starts it with the API over HTTP on a free port; {@code store} as in {@link #start(Path, Map)}. */
    static SmallHost startWithHttp(Path directory, Map<String, String> store)
            throws BundleException, IOException, InterruptedException {
        Map<String, String> properties = properties(directory);
        properties.put("org.osgi.service.http.port", "-1");
        properties.put("org.apache.felix.http.require.config", "true");
        properties.put("org.apache.felix.jetty.websocket.enable", "true");
        properties.put("carillon.set.http.port", "0");
        store.forEach((name, value) -> properties.put("carillon.set.store." + name, value));
        return start(properties, store, ClassPathBundles.HTTP);
    }

    private static SmallHost start(Map<String, String> properties, Map<String, String> store, Set<String> more)
            throws BundleException, IOException, InterruptedException {
        Framework framework = new Felix(properties);
        try {
            framework.init();
            BundleContext context = framework.getBundleContext();
            List<Bundle> bundles = new ArrayList<>();
            for (Path jar : ClassPathBundles.find(more)) {
                bundles.add(context.installBundle("reference:" + jar.toUri()));
            }
            framework.start();
            for (Bundle bundle : bundles) {
                if (bundle.getSymbolicName().equals(CONFIGURATION)) {
                    bundle.start();
                }
            }
            configure(context, store); // before the bus, which reads it once
            for (Bundle bundle : bundles) {
                bundle.start();
            }
            return new SmallHost(framework, require(context, EventBus.class));
        } catch (BundleException | IOException | InterruptedException | RuntimeException e) {
            stop(framework);
            throw e;
        }
    }

    private static Map<String, String> properties(Path directory) throws IOException {
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString());
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, API);
        properties.put("felix.cm.dir", directory.resolve("config").toString());
        properties.put("felix.service.urlhandlers", "false");
        for (String name : List.of("home", "conf", "data", "plugins", "logs")) {
            properties.put(
                    "carillon." + name,
                    Files.createDirectories(directory.resolve(name)).toString());
        }
        return properties;
    }

    private static void configure(BundleContext context, Map<String, String> store)
            throws IOException, InterruptedException {
        ConfigurationAdmin admin = require(context, ConfigurationAdmin.class);
        Configuration configuration = admin.getConfiguration("carillon.store", "?");
        configuration.update(FrameworkUtil.asDictionary(store));
    }

    private static <T> T require(BundleContext context, Class<T> service) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context, service, null);
        tracker.open();
        T found = tracker.waitForService(PATIENCE.toMillis());
        return Objects.requireNonNull(found, () -> "no " + service.getSimpleName() + " within " + PATIENCE);
    }

    /** A service of the host. */
    <T> T service(Class<T> service) throws InterruptedException {
        return require(framework.getBundleContext(), service);
    }

    EventBus bus() {
        return bus;
    }

    private static void stop(Framework framework) throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(PATIENCE.toMillis());
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        stop(framework);
    }
}

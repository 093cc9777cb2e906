// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.awaitility.Awaitility.await;

import com.example.intruder.Intruder;
import com.example.stumbler.Stumbler;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.ClearAdmin;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.admin.UsersAdmin;
import io.carillon.patience.Patience;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.log.LogReaderService;

/** A real framework with a real HTTP container, the admin service and the bundle under test, over a log in memory. */
final class HostFramework implements AutoCloseable {

    private static final String SHARED = "io.carillon.events;version=1.0.0,io.carillon.events.admin;version=1.0.0,"
            + "io.carillon.events.store;version=1.0.0,org.slf4j;version=2.0.20,org.slf4j;version=1.7.36,org.slf4j.spi;version=2.0.20,org.slf4j.event;version=2.0.20,org.slf4j.helpers;version=2.0.20,org.osgi.service.cm;version=1.6.1,org.osgi.service.log;version=1.5.0";

    final FakeLog log = new FakeLog();
    final FakeRecords records = new FakeRecords();
    final Path home;
    private final Framework framework;

    HostFramework(Path home, Map<String, String> properties) throws BundleException {
        this.home = home;
        Map<String, String> all = new HashMap<>(properties);
        all.put("org.osgi.framework.storage", home.resolve("cache").toString());
        all.put("org.osgi.framework.system.packages.extra", SHARED);
        all.put("org.osgi.framework.startlevel.beginning", "10");
        all.putIfAbsent("org.osgi.service.http.port", "-1");
        all.putIfAbsent("org.apache.felix.http.require.config", "true");
        all.put("org.apache.felix.jetty.websocket.enable", "true");
        all.put("felix.service.urlhandlers", "false");
        all.put("felix.cm.dir", home.resolve("cm").toString());
        all.put("carillon.version", "1.2.3");
        for (String directory : List.of("home", "conf", "data", "plugins", "logs")) {
            all.put("carillon." + directory, home.resolve(directory).toString());
        }
        framework = new FrameworkFactory().newFramework(all);
        framework.init();
        for (String artifact : List.of(
                "scr",
                "configadmin",
                "service.component-",
                "promise",
                "function",
                "jackson-",
                "felix.http",
                "commons-")) {
            for (String jar : jars(artifact)) {
                install(jar, 2);
            }
        }
        install(jars("carillon-events-admin-service").get(0), 4);
        install(new File(System.getProperty("bundle", "")).toURI().toString(), 7);
    }

    /** With a log that fails when told to. */
    HostFramework overFakeLog() {
        context().registerService(EventsAdmin.class, log, null);
        context().registerService(ClearAdmin.class, new FakeClearing(), null);
        context().registerService(StoreAdmin.class, log.store(), null);
        return this;
    }

    /** With a plugin in every state there is, and what they logged. */
    HostFramework withPlugins() {
        context().registerService(LogReaderService.class, records, null);
        context().registerService(PluginsAdmin.class, FakePlugins.plugins(), null);
        return this;
    }

    /** With a subscription in every state there is. */
    HostFramework withSubscriptions() {
        context().registerService(SubscriptionsAdmin.class, FakePlugins.subscriptions(), null);
        return this;
    }

    /** With the real bus and the store in memory. */
    HostFramework overRealBus() throws BundleException {
        install(jars("carillon-storage-memory").get(0), 6);
        install(jars("carillon-core-events-1").get(0), 6);
        return this;
    }

    /** With the real bus and SQLite. */
    HostFramework overSqlite() throws BundleException {
        for (String artifact : List.of("HikariCP", "sqlite-jdbc", "postgresql-42", "carillon-storage-jdbc")) {
            install(jars(artifact).get(0), 6);
        }
        install(jars("carillon-core-events-1").get(0), 6);
        return this;
    }

    private static List<String> jars(String artifact) {
        List<String> found = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = new File(entry).getName();
            boolean jar = entry.contains(artifact) && !entry.contains("component.annotations") && name.endsWith(".jar");
            if (jar) {
                found.add(new File(entry).toURI().toString());
            }
        }
        return found;
    }

    private void install(String location, int level) throws BundleException {
        Bundle bundle = context().installBundle(location);
        bundle.adapt(BundleStartLevel.class).setStartLevel(level);
        bundle.start();
    }

    /** Starts a plugin with a servlet that nobody allowed. */
    void intrude() throws BundleException, IOException {
        plugin(
                "com.example.intruder",
                "jakarta.servlet,jakarta.servlet.http,org.osgi.framework,org.osgi.service.servlet.context,"
                        + "org.osgi.service.servlet.whiteboard",
                Intruder.class,
                "Intruder.class",
                "Intruder$1.class",
                "Intruder$Door.class",
                "Intruder$Trap.class");
    }

    /** Starts a plugin with options, whose handler fails as long as {@link Stumbler#FAILS} says so. */
    void stumble() throws BundleException, IOException {
        plugin(
                "com.example.stumbler",
                "io.carillon.events,org.osgi.framework",
                Stumbler.class,
                "Stumbler.class",
                "/OSGI-INF/metatype/stumbler.xml");
    }

    private void plugin(String name, String imports, Class<?> activator, String... entries)
            throws BundleException, IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0.0");
        manifest.getMainAttributes().putValue("Bundle-Activator", activator.getName());
        manifest.getMainAttributes().putValue("Import-Package", imports);
        manifest.getMainAttributes().putValue("Carillon-Http", "anonymous");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (String each : entries) {
                boolean whole = each.startsWith("/");
                jar.putNextEntry(new JarEntry(
                        whole ? each.substring(1) : activator.getPackageName().replace('.', '/') + "/" + each));
                try (InputStream content = Objects.requireNonNull(activator.getResourceAsStream(each))) {
                    content.transferTo(jar);
                }
            }
        }
        context()
                .installBundle("test:" + name, new ByteArrayInputStream(bytes.toByteArray()))
                .start();
    }

    HostFramework start() throws BundleException {
        framework.start();
        return this;
    }

    /** Where it answers, once it does. */
    String url() throws IOException {
        await().until(() -> Files.exists(readyFile()));
        return new ObjectMapper().readTree(readyFile().toFile()).path("url").asText();
    }

    Path readyFile() {
        return home.resolve("data").resolve("run").resolve("ready.json");
    }

    /** Registered under a class of the bundle's own too, which is another one on the class path of the tests. */
    UsersAdmin users() throws InvalidSyntaxException {
        ServiceReference<?> users =
                Objects.requireNonNull(context().getAllServiceReferences(UsersAdmin.class.getName(), null))[0];
        return (UsersAdmin) Objects.requireNonNull(context().getService(users));
    }

    AccessAdmin access() {
        return Objects.requireNonNull(
                context().getService(Objects.requireNonNull(context().getServiceReference(AccessAdmin.class))));
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Framework framework() {
        return framework;
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(Patience.LONGEST.toMillis());
    }
}

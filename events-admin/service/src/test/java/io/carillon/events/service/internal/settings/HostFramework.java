// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.patience.Patience;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

/** A real framework with the bundle under test at start level 4, between the services it needs and what it sets up. */
final class HostFramework implements AutoCloseable {

    private static final String SHARED = "io.carillon.events;version=1.0.0,io.carillon.events.admin;version=1.0.0,"
            + "io.carillon.events.store;version=1.0.0,org.osgi.service.cm;version=1.6.1,org.slf4j;version=2.0.20";

    private final Framework framework;

    HostFramework(Path home, Map<String, String> properties) throws BundleException {
        Map<String, String> all = new HashMap<>(properties);
        all.put("org.osgi.framework.storage", home.resolve("cache").toString());
        all.put("org.osgi.framework.system.packages.extra", SHARED);
        all.put("org.osgi.framework.startlevel.beginning", "10");
        all.put("felix.service.urlhandlers", "false");
        all.put("felix.cm.pm", "memory");
        for (String directory : List.of("home", "conf", "data", "plugins", "logs")) {
            all.put("carillon." + directory, home.resolve(directory).toString());
        }
        framework = new FrameworkFactory().newFramework(all);
        framework.init();
        for (String artifact : List.of("scr", "configadmin", "component-", "promise", "function", "jackson-")) {
            for (String jar : jars(artifact)) {
                install(jar, 1);
            }
        }
        install(new File(System.getProperty("bundle", "")).toURI().toString(), 4);
    }

    private static List<String> jars(String artifact) {
        List<String> found = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = new File(entry).getName();
            if (name.contains(artifact) && !name.contains("annotations-1.5") && name.endsWith(".jar")) {
                found.add(new File(entry).toURI().toString());
            }
        }
        return found;
    }

    private void install(String location, int level) throws BundleException {
        Bundle bundle = framework.getBundleContext().installBundle(location);
        bundle.adapt(BundleStartLevel.class).setStartLevel(level);
        bundle.start();
    }

    /** Installs a bundle that declares options at a level, and starts it. */
    Bundle declare(String name, int level, String metatype) throws BundleException, IOException {
        return install(name, level, Map.of(), Map.of("OSGI-INF/metatype/options.xml", bytes(metatype)));
    }

    /** Starts a bundle that declares options, with a component that they set up. */
    Bundle component(String pid, String metatype, Class<?> component) throws BundleException, IOException {
        String file = component.getName().replace('.', '/') + ".class";
        String description = "<scr:component xmlns:scr='http://www.osgi.org/xmlns/scr/v1.3.0' name='"
                + component.getSimpleName() + "' configuration-pid='" + pid
                + "' activate='activate'><implementation class='"
                + component.getName() + "'/></scr:component>";
        try (InputStream code = Objects.requireNonNull(component.getResourceAsStream("/" + file))) {
            return install(
                    component.getPackageName(),
                    1,
                    Map.of("Service-Component", "OSGI-INF/component.xml"),
                    Map.of(
                            "OSGI-INF/metatype/options.xml",
                            bytes(metatype),
                            "OSGI-INF/component.xml",
                            bytes(description),
                            file,
                            code.readAllBytes()));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Bundle install(String name, int level, Map<String, String> headers, Map<String, byte[]> entries)
            throws BundleException, IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        headers.forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        Bundle bundle = framework
                .getBundleContext()
                .installBundle("test:" + name, new ByteArrayInputStream(bytes.toByteArray()));
        bundle.adapt(BundleStartLevel.class).setStartLevel(level);
        bundle.start();
        return bundle;
    }

    void start() throws BundleException {
        framework.start();
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
        int how = framework.waitForStop(Patience.LONGEST.toMillis()).getType();
        if (how == FrameworkEvent.WAIT_TIMEDOUT) {
            throw new IllegalStateException("the framework did not stop within " + Patience.LONGEST);
        }
    }
}

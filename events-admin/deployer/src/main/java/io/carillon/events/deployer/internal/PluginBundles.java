// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The framework as the deployer uses it. A plugin's bundle is known by its location, so that a restart finds it again.
 *
 * <p>Whatever changes the wiring (install, update, refresh, resolve, uninstall) takes one lock, because a framework that
 * is asked for several such changes at once refuses some of them. None of these runs code of a plugin: bundles are
 * stopped before. Starting and stopping takes no lock.
 */
final class PluginBundles {

    private static final String PLUGIN = "carillon-plugin:";
    private static final String REHEARSAL = "carillon-rehearsal:";
    private static final long REFRESH_SECONDS = 20;

    @SuppressWarnings("deprecation") // The old header for execution environments still counts.
    private static final List<String> REQUIREMENTS = List.of(
            Constants.REQUIRE_BUNDLE,
            Constants.REQUIRE_CAPABILITY,
            Constants.PROVIDE_CAPABILITY,
            Constants.BUNDLE_REQUIREDEXECUTIONENVIRONMENT);

    /** System property with the exit code of the process. */
    private static final String EXIT = "carillon.exit";

    private final ReentrantLock wiring = new ReentrantLock(true);
    private final BundleContext system;
    private final FrameworkWiring framework;
    private final MissingRequirements missing;
    private final int startLevel;

    /** @param own bundle of the deployer; plugins share its start level, and so stop before what is below */
    PluginBundles(Bundle own) {
        Bundle root = own.getBundleContext().getBundle(0);
        this.system = root.getBundleContext();
        this.framework = root.adapt(FrameworkWiring.class);
        this.missing = new MissingRequirements(system);
        this.startLevel =
                own.getBundleId() == 0 ? 1 : own.adapt(BundleStartLevel.class).getStartLevel();
    }

    BundleContext system() {
        return system;
    }

    /**
     * Whether the host is going down, so that nothing is to be started any more. Who ends the process sets the exit code
     * first; a framework that is still starting stops only once it has started.
     */
    boolean stopping() {
        return system.getBundle().getState() == Bundle.STOPPING || System.getProperty(EXIT) != null;
    }

    /** Plugins that are installed, by id, in ascending order. Takes away what an interrupted rehearsal left. */
    Map<String, Bundle> installed() throws BundleException {
        Map<String, Bundle> plugins = new TreeMap<>();
        for (Bundle bundle : system.getBundles()) {
            if (bundle.getLocation().startsWith(REHEARSAL)) {
                bundle.uninstall();
            } else if (isPlugin(bundle)) {
                plugins.put(bundle.getLocation().substring(PLUGIN.length()), bundle);
            }
        }
        return plugins;
    }

    static boolean isPlugin(Bundle bundle) {
        return bundle.getLocation().startsWith(PLUGIN);
    }

    static boolean isRehearsal(Bundle bundle) {
        return bundle.getLocation().startsWith(REHEARSAL);
    }

    /** Id of a plugin's bundle. */
    static String id(Bundle plugin) {
        return plugin.getLocation().substring(PLUGIN.length());
    }

    /** Whether a bundle of the host has this symbolic name. */
    boolean isHost(String id) {
        if (id.equals(Constants.SYSTEM_BUNDLE_SYMBOLICNAME)) {
            return true;
        }
        for (Bundle bundle : system.getBundles()) {
            if (id.equals(bundle.getSymbolicName()) && !isPlugin(bundle)) {
                return true;
            }
        }
        return false;
    }

    Bundle install(PluginJar jar) throws IOException, BundleException {
        wiring.lock();
        try (InputStream in = Files.newInputStream(jar.copy())) {
            Bundle bundle = system.installBundle(PLUGIN + jar.id(), in);
            bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
            return bundle;
        } finally {
            wiring.unlock();
        }
    }

    /** Replaces the content of a stopped bundle, and refreshes it with all that is wired to it. */
    void update(Bundle bundle, PluginJar jar) throws IOException, BundleException, InterruptedException {
        wiring.lock();
        try (InputStream in = Files.newInputStream(jar.copy())) {
            bundle.update(in);
            bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
            refresh(bundle);
        } finally {
            wiring.unlock();
        }
    }

    void uninstall(Bundle bundle) throws BundleException, InterruptedException {
        wiring.lock();
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
            refresh(bundle);
        } finally {
            wiring.unlock();
        }
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        framework.refreshBundles(List.of(bundle), event -> done.countDown());
        if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the framework did not refresh " + bundle + " within " + REFRESH_SECONDS
                    + " s; a bundle that is wired to it does not stop");
        }
    }

    /** Plugins that are wired to this one and have to stop while it changes. */
    List<Bundle> dependents(Bundle bundle) {
        List<Bundle> dependents = new ArrayList<>();
        for (Bundle other : framework.getDependencyClosure(List.of(bundle))) {
            if (!other.equals(bundle) && isPlugin(other)) {
                dependents.add(other);
            }
        }
        return dependents;
    }

    /**
     * Wires a bundle.
     *
     * @return what is missing; empty when it is resolved
     */
    List<Why> resolve(Bundle bundle) {
        wiring.lock();
        try {
            return resolveLocked(bundle);
        } finally {
            wiring.unlock();
        }
    }

    private List<Why> resolveLocked(Bundle bundle) {
        if (bundle.getState() != Bundle.INSTALLED || framework.resolveBundles(List.of(bundle))) {
            return List.of();
        }
        return missing.ofUnresolved(bundle);
    }

    /**
     * Finds out whether a jar would resolve, without touching what runs: a bundle with the same requirements, and
     * nothing else, is installed, resolved and taken away.
     *
     * @return what is missing; empty when it would resolve
     */
    List<Why> rehearse(PluginJar jar) throws IOException, BundleException, JarRefusedException {
        byte[] rehearsal = rehearsal(jar);
        wiring.lock();
        try {
            Bundle bundle = system.installBundle(REHEARSAL + jar.id(), new ByteArrayInputStream(rehearsal));
            try {
                return resolveLocked(bundle);
            } finally {
                bundle.uninstall();
            }
        } finally {
            wiring.unlock();
        }
    }

    private static byte[] rehearsal(PluginJar jar) throws IOException, JarRefusedException {
        JarManifest original = JarInspection.manifestOf(jar.copy());
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, jar.id() + ".rehearsal");
        String imports = original.foreignImports();
        if (!imports.isEmpty()) {
            headers.putValue(Constants.IMPORT_PACKAGE, imports);
        }
        for (String name : REQUIREMENTS) {
            String value = original.header(name);
            if (value != null) {
                headers.putValue(name, value);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            out.finish();
        }
        return bytes.toByteArray();
    }
}

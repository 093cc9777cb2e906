// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** A framework with the bundles of an installation, none of which is started: it only knows what would resolve. */
final class UnstartedHost implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 10_000;

    private final Framework framework;
    private final Map<String, Bundle> image = new HashMap<>();

    private UnstartedHost(Framework framework) {
        this.framework = framework;
    }

    /**
     * Makes one.
     *
     * @param bundles folder of an installation, with a folder for each start level
     * @param scratch where the framework may write
     */
    static UnstartedHost of(Path bundles, Path scratch) throws IOException, BundleException {
        Framework framework = ServiceLoader.load(FrameworkFactory.class, UnstartedHost.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no framework beside " + bundles))
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        scratch.toString(),
                        "felix.service.urlhandlers",
                        "false",
                        "felix.log.level",
                        "0"));
        framework.init();
        UnstartedHost host = new UnstartedHost(framework);
        try (Stream<Path> files = Files.walk(bundles, 2)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                Bundle bundle = host.install(jar);
                host.image.put(bundle.getSymbolicName(), bundle);
            }
            return host;
        } catch (IOException | BundleException | RuntimeException e) {
            try (host) {
                throw e;
            }
        }
    }

    /** Whether a symbolic name is that of a bundle of the host. */
    boolean has(String id) {
        return image.containsKey(id)
                || id.equals(Constants.SYSTEM_BUNDLE_SYMBOLICNAME)
                || id.equals(framework.getSymbolicName());
    }

    Bundle install(Path jar) throws BundleException {
        return framework.getBundleContext().installBundle("reference:" + jar.toUri());
    }

    /** Resolves what can be, all of it together. */
    void resolve() {
        framework
                .adapt(FrameworkWiring.class)
                .resolveBundles(List.of(framework.getBundleContext().getBundles()));
    }

    /** Why a bundle does not resolve; empty when it does. */
    List<Why> missing(Bundle bundle) {
        return bundle.getState() == Bundle.INSTALLED
                ? new MissingRequirements(framework.getBundleContext()).ofUnresolved(bundle)
                : List.of();
    }

    /** Packages that bundles of the installation export, with their newest versions; those of Java are not among them. */
    Map<String, String> exports() {
        Map<String, String> exports = new TreeMap<>();
        for (Bundle bundle : image.values()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision == null) {
                continue;
            }
            for (BundleCapability capability : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                String name = String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
                String version =
                        String.valueOf(capability.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE));
                exports.merge(
                        name,
                        version,
                        (one, other) ->
                                Version.parseVersion(one).compareTo(Version.parseVersion(other)) < 0 ? other : one);
            }
        }
        return exports;
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static io.carillon.patience.Patience.LONGEST;

import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.scr.info.ScrInfo;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** A real framework with a deployer, over one directory that may be started again. */
final class TestHost implements AutoCloseable {

    final Path root;
    final Path plugins;
    private static final String PACKAGES = "io.carillon.events;version=1.4.0,io.carillon.events.admin;version=1.0.0,"
            + "org.osgi.service.component;version=1.5.0,org.osgi.service.component.runtime;version=1.5.0,"
            + "org.osgi.service.component.runtime.dto;version=1.5.0,"
            + "org.osgi.util.promise;version=1.3.0,org.osgi.util.function;version=1.2.0";

    final RecordingBus bus = new RecordingBus();
    final HostServices services = new HostServices();
    final Framework framework;
    PluginsFolder deployer;
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final FolderSettings settings;

    private TestHost(Path root, Options options) throws Exception {
        this.root = root;
        this.plugins = root.resolve("plugins");
        Files.createDirectories(plugins);
        Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, root.resolve("felix").toString());
        configuration.put("felix.log.level", "1");
        configuration.put("ds.loglevel", "1");
        configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, PACKAGES);
        framework = new FrameworkFactory().newFramework(configuration);
        framework.init();
        framework.getBundleContext().addBundleListener((SynchronousBundleListener) this::changed);
        framework.start();
        if (options.components()) {
            installComponentRuntime();
        }
        settings = new FolderSettings(
                plugins,
                root.resolve("data/plugins-cache"),
                options.settle(),
                50 << 20,
                true,
                options.patience(),
                options.leaks(),
                options.crashes());
        deployer = new PluginsFolder(framework, settings, services, Clock.systemUTC());
        deployer.bindBus(bus);
    }

    /** What a host is started with. */
    record Options(Duration settle, Patience patience, LeakChecks leaks, CrashLimits crashes, boolean components) {

        /** So patient that a slow machine is not taken for a plugin that hangs. */
        static final Options DEFAULT = new Options(
                Duration.ofMillis(200),
                patience(Duration.ofMinutes(5)),
                LeakChecks.every(false),
                new CrashLimits(3, Duration.ofMinutes(10), false),
                false);

        /** For tests in which a plugin does hang. */
        static final Options IMPATIENT = DEFAULT.patient(patience(Duration.ofSeconds(2)));

        private static Patience patience(Duration timeout) {
            return new Patience(timeout, Duration.ofSeconds(7), timeout);
        }

        private Options patient(Patience other) {
            return new Options(settle, other, leaks, crashes, components);
        }

        Options settle(Duration time) {
            return new Options(time, patience, leaks, crashes, components);
        }

        Options leaks(LeakChecks checks) {
            return new Options(settle, patience, checks, crashes, components);
        }

        Options crashes(CrashLimits limits) {
            return new Options(settle, patience, leaks, limits, components);
        }

        Options withComponents() {
            return new Options(settle, patience, leaks, crashes, true);
        }
    }

    static TestHost start(Path root) throws Exception {
        return start(root, Options.DEFAULT);
    }

    static TestHost start(Path root, Options options) throws Exception {
        return new TestHost(root, options);
    }

    /** Declarative Services as in the host; its API comes from the class path, so that tests share it. */
    private void installComponentRuntime() throws BundleException {
        String jar = ScrInfo.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        framework.getBundleContext().installBundle("reference:" + jar).start();
        BundleContext context = framework.getBundleContext();
        services.components = context.getService(context.getServiceReference(ServiceComponentRuntime.class));
    }

    private void changed(BundleEvent event) {
        String what =
                switch (event.getType()) {
                    case BundleEvent.STARTED -> "started";
                    case BundleEvent.STOPPED -> "stopped";
                    default -> "";
                };
        if (!what.isEmpty()) {
            changes.add(event.getBundle().getSymbolicName() + " " + what);
        }
    }

    /** How often the framework started this plugin. */
    long starts(String id) {
        return changes.stream().filter((id + " started")::equals).count();
    }

    /** How often the framework stopped this plugin. */
    long stops(String id) {
        return changes.stream().filter((id + " stopped")::equals).count();
    }

    PluginStatus get(String id) {
        return deployer.get(id).orElseThrow(() -> new AssertionError("no plugin " + id + " among " + deployer.list()));
    }

    /** The first reason. */
    Why why(String id) {
        return get(id).why().get(0);
    }

    List<State> states(String id) {
        return deployer.list().stream()
                .filter(status -> status.id().equals(id))
                .map(PluginStatus::state)
                .toList();
    }

    PluginStatus await(String id, State state) {
        return await(id + " " + state, id, status -> status.state() == state);
    }

    PluginStatus awaitVersion(String id, String version) {
        return await(
                id + " " + version,
                id,
                status -> status.state() == State.ACTIVE && status.version().equals(version));
    }

    /** As it was when it was seen to be so. */
    private PluginStatus await(String what, String id, Predicate<PluginStatus> wanted) {
        return Awaitility.await(what)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> deployer.list().stream()
                                .filter(status -> status.id().equals(id) && wanted.test(status))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    void awaitGone(String id) {
        Awaitility.await(id + " gone")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> deployer.get(id).isEmpty() && bundle(id).isEmpty());
    }

    /** Bundles of this symbolic name. */
    List<Bundle> bundle(String id) {
        List<Bundle> found = new ArrayList<>();
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            if (id.equals(bundle.getSymbolicName())) {
                found.add(bundle);
            }
        }
        return found;
    }

    /** The deployer alone goes and comes back, as when its settings change. */
    void restartDeployer() throws BundleException {
        deployer.stop();
        deployer = new PluginsFolder(framework, settings, services, Clock.systemUTC());
        deployer.bindBus(bus);
    }

    /** What a host killed at this moment would leave on the disk. */
    Path killed(Path copy) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                    Files.createDirectories(copy.resolve(root.relativize(from)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile()) {
                        copyFile(from, copy.resolve(root.relativize(from)));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path from, IOException failure) throws IOException {
                    return gone(failure);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path from, @Nullable IOException failure) throws IOException {
                    return failure == null ? FileVisitResult.CONTINUE : gone(failure);
                }
            });
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What goes away between the listing and the copy is not there. */
    private static FileVisitResult gone(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    private static void copyFile(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (NoSuchFileException e) {
            Files.deleteIfExists(to);
        }
    }

    /** The framework stops, and the deployer with it, as in the host. */
    void stopInOrder() throws Exception {
        framework.getBundleContext().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STOPPING && event.getBundle().equals(framework)) {
                deployer.stop();
            }
        });
        framework.stop();
        framework.waitForStop(LONGEST.toMillis());
    }

    @Override
    public void close() throws Exception {
        deployer.stop();
        framework.stop();
        framework.waitForStop(LONGEST.toMillis());
    }
}

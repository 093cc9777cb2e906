// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * The server: the framework with the bundles of the image, from start to stop.
 *
 * <p>Any bundle may end it by stopping the system bundle; the system property {@value #EXIT} then gives the exit code.
 */
final class Host {

    /** System property with the exit code, set by whoever stops the framework for a reason. */
    static final String EXIT = "carillon.exit";

    /** With {@link #REST} this stays below the 15 s in which a stop ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private static final Duration REST = Duration.ofSeconds(2);

    private final Directories directories;
    private final RunOptions options;
    private final Terminal terminal;
    private final StopDeadline deadline;
    /** Everything was started, or the start was called off. */
    private final CountDownLatch started = new CountDownLatch(1);

    private volatile int exit = Exit.OK;

    Host(Directories directories, RunOptions options, Terminal terminal) {
        this.directories = directories;
        this.options = options;
        this.terminal = terminal;
        this.deadline = new StopDeadline(PATIENCE, REST, terminal.err(), Runtime.getRuntime()::halt);
    }

    /** Runs until the framework is stopped; returns the exit code. */
    int run() throws Exception {
        directories.create();
        try (InstanceLock lock = InstanceLock.acquire(directories)) {
            directories.refuseHalf();
            directories.clear();
            int code = runFramework();
            Files.deleteIfExists(directories.ready());
            return code;
        }
    }

    private int runFramework() throws Exception {
        List<HostBundle> image = HostBundle.in(directories.home().resolve("bundles"));
        int level = image.stream().mapToInt(HostBundle::level).max().orElse(0) + 1;
        Map<String, String> properties = FrameworkProperties.of(directories, options, Main.version(), level);
        System.setProperty("java.io.tmpdir", directories.temporary().toString());
        // conf/logback.xml reads it, which knows nothing of the framework.
        System.setProperty("carillon.logs", directories.logs().toString());
        Framework framework = new Felix(properties);
        Thread hook = new Thread(() -> stopAtSignal(framework), "stop");
        framework.init();
        Runtime.getRuntime().addShutdownHook(hook);
        BundleContext context = framework.getBundleContext();
        context.addBundleListener((SynchronousBundleListener) this::watchForStop);
        List<Bundle> bundles = install(image, context);
        deadline.bundles(bundles);
        start(framework, bundles);
        framework.waitForStop(0);
        if (exit == Exit.OK) {
            exit = Integer.getInteger(EXIT, Exit.OK);
        }
        return exit;
    }

    private List<Bundle> install(List<HostBundle> image, BundleContext context) throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (HostBundle item : image) {
            Bundle bundle = context.installBundle("reference:" + item.jar().toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(item.level());
            bundles.add(bundle);
        }
        return bundles;
    }

    /** Starts everything, or stops again and says what did not start. */
    private void start(Framework framework, List<Bundle> bundles) throws BundleException, InterruptedException {
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
        Queue<FrameworkEvent> failures = new ConcurrentLinkedQueue<>();
        framework.getBundleContext().addFrameworkListener(event -> {
            if (event.getType() == FrameworkEvent.ERROR && bundles.contains(event.getBundle())) {
                failures.add(event);
            } else if (event.getType() == FrameworkEvent.STARTED) {
                started.countDown();
            }
        });
        framework.start();
        started.await();
        // Other errors of a bundle, of its listeners for instance, are logged and do not keep it from working.
        failures.removeIf(failure -> (failure.getBundle().getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0);
        for (FrameworkEvent failure : failures) {
            terminal.fail(
                    failure.getBundle().getSymbolicName() + " did not start: " + failure.getThrowable(),
                    "unpack the distribution again; its bundles belong together");
            exit = Exit.FAILED;
        }
        if (!failures.isEmpty()) {
            framework.stop();
        }
    }

    private void watchForStop(BundleEvent event) {
        if (event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID && event.getType() == BundleEvent.STOPPING) {
            started.countDown();
            deadline.start();
        }
    }

    /** A signal came, or the framework ended and the process is about to. */
    private void stopAtSignal(Framework framework) {
        deadline.start();
        try {
            framework.stop();
            framework.waitForStop(0);
            Files.deleteIfExists(directories.ready());
        } catch (BundleException | IOException e) {
            terminal.fail("the host did not stop in order: " + e, "what was acknowledged is stored");
            exit = Exit.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exit);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.admin.HealthAdmin;
import io.carillon.events.admin.HostPaths;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.UsersAdmin;
import io.carillon.events.store.StoreInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when and where the host is ready: one line in the log, and {@code <data>/run/ready.json}. While there are no users
 * it prints the link of the first login as well, on standard output only, since who reads the log shall not administer.
 */
@Component(service = ReadyAnnouncement.class, immediate = true)
public final class ReadyAnnouncement {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyAnnouncement.class);
    private static final Duration POLL = Duration.ofMillis(20);

    private final ReadyFile file;
    private final String version;
    private final HealthAdmin health;
    private final StoreAdmin store;
    private final UsersAdmin users;
    private final PrintStream out;
    private final Supplier<Optional<String>> url;
    private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "carillon-ready");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> polling;
    private @Nullable String announced;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginsAdmin plugins;

    @Activate
    public ReadyAnnouncement(
            BundleContext context,
            @Reference HealthAdmin health,
            @Reference StoreAdmin store,
            @Reference UsersAdmin users,
            @Reference ServiceReference<HttpServiceRuntime> runtime) {
        this(
                HostPaths.of(context).data().resolve("run"),
                Optional.ofNullable(context.getProperty("carillon.version")).orElse("unknown"),
                health,
                store,
                users,
                System.out,
                () -> Endpoint.of(runtime));
    }

    ReadyAnnouncement(
            Path run,
            String version,
            HealthAdmin health,
            StoreAdmin store,
            UsersAdmin users,
            PrintStream out,
            Supplier<Optional<String>> url) {
        this.file = new ReadyFile(run);
        this.version = version;
        this.health = health;
        this.store = store;
        this.users = users;
        this.out = out;
        this.url = url;
        this.polling = poller.scheduleWithFixedDelay(this::look, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        try {
            Optional<String> address = url.get().filter(one -> !one.equals(announced) && health.ready());
            StoreInfo info = address.isPresent() ? store.status().info() : null;
            if (address.isPresent() && info != null) {
                file.write(ProcessHandle.current().pid(), address.get(), version, info.kind());
                announced = address.get();
                LOG.info(
                        "Carillon {} is ready at {} (store: {}, {}){}",
                        version,
                        address.get(),
                        info.kind(),
                        info.durable() ? "durable" : "volatile: events are lost when the host stops",
                        mode());
                users.newSetupKey("host")
                        .ifPresent(key -> out.println("First login: " + announced + "/ui/setup#k=" + key
                                + "  (valid 24 h, once; again: carillon users setup-link)"));
            }
        } catch (IOException e) {
            LOG.error("{} cannot be written; tools do not see that the host is ready", file, e);
            polling.cancel(false);
        } catch (RuntimeException e) {
            LOG.warn("Looking whether the host is ready failed; it is done again", e);
        }
    }

    private String mode() {
        PluginsAdmin deployer = plugins;
        PluginsAdmin.SafeMode safe = deployer == null ? null : deployer.safeMode();
        return safe != null && safe.active() ? " in safe mode, without plugins: " + safe.reason() : "";
    }

    @Deactivate
    void stop() {
        poller.shutdownNow();
        synchronized (this) {
            try {
                file.delete();
            } catch (IOException e) {
                LOG.warn("{} cannot be deleted; it does not count without the host's lock", file, e);
            }
        }
    }
}

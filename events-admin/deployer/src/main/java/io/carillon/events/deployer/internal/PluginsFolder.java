// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.EventBus;
import io.carillon.events.OverloadedException;
import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.HostPaths;
import io.carillon.events.admin.PluginImpact;
import io.carillon.events.admin.PluginRefusedException;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the running plugins equal to the plugins folder, and switches them by renaming their files.
 *
 * <p>Offers the health check itself: what it tells is the state of this component, which no other could know unless it
 * were made a service for that alone.
 */
@Component(
        configurationPid = "carillon.plugins",
        immediate = true,
        service = {PluginsAdmin.class, HealthCheck.class})
@Designate(ocd = PluginsConfig.class)
public final class PluginsFolder implements PluginsAdmin, HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(PluginsFolder.class);

    /** Framework property that asks for safe mode. */
    private static final String SAFE_MODE = "carillon.safeMode";

    private final Path folder;
    private final boolean uploads;
    private final Semaphore installs = new Semaphore(MAX_INSTALLS);
    private final Clock clock;
    private final PluginEvents events = new PluginEvents();
    private final ImpactAnalysis impact;
    private final Deployer deployer;

    @Activate
    public PluginsFolder(BundleContext context, @Reference HostServices services, PluginsConfig config)
            throws BundleException {
        this(
                context.getBundle(),
                FolderSettings.of(HostPaths.of(context), Boolean.parseBoolean(context.getProperty(SAFE_MODE)), config),
                services,
                Clock.systemUTC());
    }

    /** For tests: no annotation proxies. */
    PluginsFolder(Bundle own, FolderSettings settings, HostServices services, Clock clock) throws BundleException {
        this.folder = settings.folder();
        this.uploads = settings.uploads();
        this.clock = clock;
        this.impact = new ImpactAnalysis(services);
        this.deployer = new Deployer(settings, own, services, events, clock);
        LOG.info("Watching {} for plugins", folder);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBus(EventBus bus) {
        events.bus(bus);
    }

    void unbindBus(EventBus bus) {
        events.noBus(bus);
    }

    @Deactivate
    void stop() {
        deployer.close();
        events.close();
    }

    @Override
    public List<PluginStatus> list() {
        return PluginOverview.of(deployer.reports(), deployer.roster().plugins(), deployer.care()::remarks);
    }

    @Override
    public Optional<PluginStatus> get(String id) {
        return PluginOverview.nearest(list(), id);
    }

    @Override
    public void enable(String id, String by) {
        require(id);
        deployer.roster().plugin(id).ifPresent(plugin -> plugin.enable(by));
        for (FileReport file : files(id)) {
            if (file.disabled()) {
                String jar = file.file().substring(0, file.file().length() - JarIntake.DISABLED.length());
                deployer.roster().askedFor(id, by);
                try {
                    rename(file.file(), jar);
                } catch (UncheckedIOException e) {
                    deployer.roster().notAskedFor(id);
                    throw e;
                }
                LOG.info("Plugin {} enabled by {}: {}", id, by, jar);
            }
        }
    }

    @Override
    public void disable(String id, String by) {
        require(id);
        for (FileReport file : files(id)) {
            if (!file.disabled()) {
                rename(file.file(), file.file() + JarIntake.DISABLED);
                deployer.roster().plugin(id).ifPresent(plugin -> plugin.actor(by));
                LOG.info("Plugin {} disabled by {}: {}", id, by, file.file());
            }
        }
    }

    @Override
    public void reload(String id, String by) {
        require(id);
        LOG.info("Plugin {} reloaded by {}", id, by);
        deployer.roster().plugin(id).ifPresent(plugin -> plugin.reload(by));
        deployer.again(files(id).stream().map(FileReport::file).collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public boolean uploads() {
        return uploads;
    }

    @Override
    public PluginStatus install(InputStream jar, String sha256, String by) throws IOException {
        if (!installs.tryAcquire()) {
            throw new OverloadedException(MAX_INSTALLS + " jars are taken at a time, and that many are on their way");
        }
        try {
            JarReception.Received taken = deployer.reception()
                    .take(jar, sha256, id -> deployer.roster().askedFor(id, by));
            LOG.info("Plugin {} {} put into {} by {}", taken.id(), taken.version(), taken.file(), by);
            return new PluginStatus(
                    taken.id(),
                    taken.version().toString(),
                    taken.name(),
                    PluginStatus.State.STARTING,
                    taken.file(),
                    taken.sha256(),
                    -1,
                    clock.instant(),
                    List.of());
        } catch (PluginRefusedException e) {
            deployer.refused(e, by);
            throw e;
        } finally {
            installs.release();
        }
    }

    @Override
    public void remove(String id, boolean dependents, String by) {
        require(id);
        List<String> users = dependents(id);
        if (!users.isEmpty() && !dependents) {
            throw new IllegalStateException(id + " cannot be removed: " + String.join(", ", users)
                    + " would be stopped or refreshed with it; remove them first, or say that they may be");
        }
        for (FileReport file : deployer.reports()) {
            if (file.holds(id)) {
                deployer.roster().plugin(id).ifPresent(plugin -> plugin.actor(by));
                delete(file.file());
                LOG.info("Plugin {} removed by {}: {}", id, by, file.file());
            }
        }
    }

    private void delete(String file) {
        try {
            Files.deleteIfExists(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file + " in " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public PluginImpact impact(String id) {
        require(id);
        return impact.of(id, dependents(id));
    }

    /** Ids of bundles that use its packages. */
    private List<String> dependents(String id) {
        return deployer.roster().plugin(id).stream()
                .flatMap(plugin -> plugin.users().stream())
                .map(PluginBundles::id)
                .sorted()
                .toList();
    }

    @Override
    public SafeMode safeMode() {
        return deployer.guard().safeMode();
    }

    @Override
    public void leaveSafeMode(String by) {
        deployer.leaveSafeMode(by);
    }

    private void require(String id) {
        if (get(id).isEmpty()) {
            throw new NoSuchElementException("there is no plugin " + id + "; plugin:list shows what there is");
        }
    }

    /** Files of a plugin, lowest version first, so that none of them takes over while they are renamed. */
    private List<FileReport> files(String id) {
        return deployer.reports().stream().filter(file -> file.id().equals(id)).toList();
    }

    private void rename(String from, String to) {
        try {
            if (JarIntake.exists(folder.resolve(to))) {
                throw new FileAlreadyExistsException(to);
            }
            Files.move(folder.resolve(from), folder.resolve(to));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot rename " + from + " to " + to + " in " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return "plugins";
    }

    @Override
    public Result check() {
        return PluginHealth.of(list(), deployer.trouble(), safeMode(), deployer.care());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.HostPaths;
import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.PluginRemarks;
import io.carillon.events.admin.PluginStatus.Why;
import io.carillon.events.admin.SettingsAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.dto.FrameworkDTO;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.util.tracker.BundleTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what operators set to the configuration admin, before the components it is meant for start. From the highest
 * precedence: {@code --set}, environment, credentials, {@code conf/config.d/*.json} in order of names, {@code
 * conf/carillon.json}, what was changed while the host ran.
 *
 * <p>An error in the host's own options stops the host; one in a plugin's options, or in a value changed while the host ran,
 * leaves that option at its default and is shown in health. Options of bundles that come later are applied when the bundle is resolved, before it starts.
 */
@Component(
        service = {HealthCheck.class, SettingsAdmin.class, PluginRemarks.class},
        immediate = true)
public final class Settings implements HealthCheck, SettingsAdmin, PluginRemarks {

    /** Exit code of a host that was set up wrongly. */
    static final String EXIT_CODE = "7";

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final int RESOLVED = Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;

    private final BundleContext context;
    private final Layers layers;
    private final UiLayer changed;
    private final AtomicReference<@Nullable AuditAdmin> audit = new AtomicReference<>();
    private final Configurations configurations;
    private final Map<Long, List<OptionSet>> declared = new HashMap<>();
    private final Set<Long> host = new HashSet<>();
    private final Set<String> said = new HashSet<>();
    private final BundleTracker<Boolean> tracker;
    private List<Setting> changes = List.of();
    private List<String> found = List.of();
    private List<SettingError> refused = List.of();
    private OptionCatalog catalog = new OptionCatalog(List.of());
    private List<OptionStatus> options = List.of();
    private Result result = new Result(Status.OK, "no settings");

    @Activate
    public Settings(BundleContext context, @Reference ConfigurationAdmin configurationAdmin) {
        this.context = context;
        this.configurations = new Configurations(configurationAdmin);
        HostPaths paths = HostPaths.of(context);
        this.layers = new Layers(paths.conf(), System.getenv(), frameworkProperties(context));
        this.changed = new UiLayer(paths.data());
        this.tracker = new BundleTracker<>(context, RESOLVED, null) {
            @Override
            public Boolean addingBundle(Bundle bundle, BundleEvent event) {
                return resolved(bundle);
            }

            @Override
            public void removedBundle(Bundle bundle, BundleEvent event, Boolean declares) {
                forget(bundle);
            }
        };
        if (start()) {
            tracker.open();
        }
    }

    @Deactivate
    void stop() {
        tracker.close();
    }

    private static Map<String, Object> frameworkProperties(BundleContext context) {
        FrameworkDTO framework = context.getBundle(0).adapt(FrameworkDTO.class);
        return framework == null ? Map.of() : framework.properties;
    }

    private synchronized boolean start() {
        for (Bundle bundle : context.getBundles()) {
            declare(bundle);
            host.add(bundle.getBundleId());
        }
        List<SettingError> unreadable = readChanges();
        Merge merge = merge(changes);
        merge.errors().addAll(unreadable);
        Set<String> hostPids = hostPids();
        List<SettingError> fatal = merge.errors().stream()
                .filter(error -> error.fatal() && (error.pid().isEmpty() || hostPids.contains(error.pid())))
                .toList();
        if (!fatal.isEmpty()) {
            fatal.forEach(error -> LOG.error("{}", error.text()));
            refuse(fatal.size());
            return false;
        }
        apply(merge);
        return true;
    }

    private Set<String> hostPids() {
        Set<String> pids = new HashSet<>();
        declared.forEach((bundle, sets) -> {
            if (host.contains(bundle)) {
                sets.forEach(set -> pids.add(set.pid()));
            }
        });
        return pids;
    }

    private void refuse(int errors) {
        LOG.error("The host does not start with {} wrong setting{}", errors, errors == 1 ? "" : "s");
        result = new Result(Status.DOWN, "wrong settings; see the log");
        System.setProperty("carillon.exit", EXIT_CODE);
        try {
            removeWhatComesNext();
            context.getBundle(0).stop();
        } catch (BundleException e) {
            throw new IllegalStateException("the framework cannot be stopped after wrong settings", e);
        }
    }

    /** A framework that is told to stop while it starts first starts everything; without these bundles it cannot. */
    private void removeWhatComesNext() throws BundleException {
        int level = context.getBundle().adapt(BundleStartLevel.class).getStartLevel();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getBundleId() != 0
                    && bundle.adapt(BundleStartLevel.class).getStartLevel() > level) {
                bundle.uninstall();
            }
        }
    }

    private List<SettingError> readChanges() {
        try {
            changes = changed.read();
            return List.of();
        } catch (SettingsException e) {
            return List.of(new SettingError("", e.text()));
        }
    }

    private Merge merge(List<Setting> changes) {
        catalog = new OptionCatalog(
                declared.values().stream().flatMap(List::stream).toList());
        return layers.merge(catalog, changes);
    }

    private void apply(Merge merge) {
        configurations.apply(merge.values());
        List<String> problems =
                new ArrayList<>(merge.errors().stream().map(SettingError::text).toList());
        problems.addAll(merge.pending());
        found = List.copyOf(problems);
        refused = List.copyOf(merge.errors());
        options = OptionView.of(catalog, merge);
        problems.stream().filter(said::add).forEach(problem -> LOG.warn("{}", problem));
        long values = merge.values().values().stream().mapToLong(Map::size).sum();
        result = merge.errors().isEmpty()
                ? new Result(Status.OK, values + " values set" + join("; waiting: ", merge.pending()))
                : new Result(Status.DEGRADED, String.join("; ", problems));
    }

    private static String join(String start, List<String> texts) {
        return texts.isEmpty() ? "" : start + String.join("; ", texts);
    }

    private boolean declare(Bundle bundle) {
        List<OptionSet> sets = BundleOptions.of(bundle);
        if (sets.isEmpty()) {
            return false;
        }
        declared.put(bundle.getBundleId(), sets);
        return true;
    }

    private synchronized Boolean resolved(Bundle bundle) {
        boolean arrived = !host.contains(bundle.getBundleId());
        if (arrived && declare(bundle)) {
            apply(merge(changes));
        }
        return arrived;
    }

    private synchronized void forget(Bundle bundle) {
        if (!host.contains(bundle.getBundleId())) {
            declared.remove(bundle.getBundleId());
        }
    }

    @Override
    public synchronized List<OptionStatus> list() {
        return options;
    }

    @Override
    public Optional<OptionStatus> get(String key) {
        return list().stream()
                .filter(option -> option.key().equals(key) || (OptionCatalog.PREFIX + option.key()).equals(key))
                .findFirst();
    }

    @Override
    public List<OptionStatus> of(String owner) {
        return list().stream().filter(option -> option.owner().equals(owner)).toList();
    }

    @Override
    public synchronized List<String> problems() {
        return found;
    }

    @Override
    public synchronized List<Why> remarks(String plugin) {
        return refused.stream()
                .filter(error -> catalog.find(error.pid())
                        .filter(set -> set.owner().equals(plugin))
                        .isPresent())
                .limit(MAX_REMARKS)
                .map(error -> new Why(
                        error.text(),
                        null,
                        null,
                        "It runs with the default of that option. Correct it where it is set."))
                .toList();
    }

    @Override
    public void set(Map<String, Object> values, Set<String> removed, String by, Runnable condition) {
        change(values, removed, condition);
        Set<String> keys = new TreeSet<>(values.keySet());
        keys.addAll(removed);
        LOG.info("Settings {} changed by {}", keys, by);
        AuditAdmin present = audit.get();
        if (present != null) {
            present.record("carillon.config.changed", "settings", by, Map.of("keys", List.copyOf(keys)));
        }
    }

    private synchronized void change(Map<String, Object> values, Set<String> removed, Runnable condition) {
        condition.run();
        Change change = Change.of(catalog, options, changes, values, removed);
        Merge merge = merge(change.settings());
        try {
            changed.write(change.values());
        } catch (IOException e) {
            throw new UncheckedIOException("the changed settings cannot be kept in data/config", e);
        }
        changes = change.settings();
        apply(merge);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void useAudit(AuditAdmin arrived) {
        audit.set(arrived);
    }

    void unuseAudit(AuditAdmin left) {
        audit.compareAndSet(left, null);
    }

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public synchronized Result check() {
        return result;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Commands of the scope {@code plugin}. */
@Component(
        service = PluginCommands.class,
        property = {
            "osgi.command.scope=plugin",
            "osgi.command.function=list",
            "osgi.command.function=info",
            "osgi.command.function=why",
            "osgi.command.function=enable",
            "osgi.command.function=disable",
            "osgi.command.function=reload"
        })
public final class PluginCommands {

    private static final int NOTE = 120;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginsAdmin plugins;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SubscriptionsAdmin subscriptions;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginLoads loads;

    @Activate
    public PluginCommands() {
        this(null, null, null);
    }

    /** For tests: no container. */
    PluginCommands(
            @Nullable PluginsAdmin plugins, @Nullable SubscriptionsAdmin subscriptions, @Nullable PluginLoads loads) {
        this.plugins = plugins;
        this.subscriptions = subscriptions;
        this.loads = loads;
    }

    private PluginsAdmin plugins() {
        return Capability.of(plugins, "the plugin deployer");
    }

    @Descriptor("Lists plugins with what they do and why they do not.")
    public Object list() {
        List<PluginStatus> all = plugins().list();
        PluginsAdmin.SafeMode safe = plugins().safeMode();
        String mode = safe.active() ? "safe mode: " + Printable.text(safe.reason()) : "";
        if (all.isEmpty()) {
            return mode.isEmpty() ? "no plugins; drop jars into the plugins folder" : mode;
        }
        List<SubscriptionStatus> handlers = handlers();
        Map<String, PluginLoad> costs = costs();
        Table table = new Table(
                List.of("ID", "VERSION", "STATE", ">HANDLERS", ">HANDLED", ">FAILED", ">P99", "NOTE"),
                all.stream().map(plugin -> row(plugin, handlers, costs)).toList());
        return mode.isEmpty() ? table : table + "\n" + mode;
    }

    private List<SubscriptionStatus> handlers() {
        SubscriptionsAdmin known = subscriptions;
        return known == null ? List.of() : known.list();
    }

    private Map<String, PluginLoad> costs() {
        PluginLoads known = loads;
        return known == null
                ? Map.of()
                : known.list().stream().collect(Collectors.toMap(PluginLoad::plugin, load -> load));
    }

    private static List<String> row(
            PluginStatus plugin, List<SubscriptionStatus> handlers, Map<String, PluginLoad> costs) {
        boolean active = plugin.state() == PluginStatus.State.ACTIVE;
        List<SubscriptionStatus> own = handlers.stream()
                .filter(handler -> handler.plugin().equals(plugin.id()))
                .toList();
        PluginLoad load = active ? costs.get(plugin.id()) : null;
        return List.of(
                plugin.id(),
                plugin.version().isEmpty() ? Printable.NONE : plugin.version(),
                state(plugin),
                active ? Integer.toString(own.size()) : Printable.NONE,
                load == null ? Printable.NONE : Printable.number(load.handled()),
                load == null ? Printable.NONE : Printable.number(load.failed()),
                load == null ? Printable.NONE : Printable.duration(load.p99()),
                note(plugin, own, load));
    }

    private static String note(PluginStatus plugin, List<SubscriptionStatus> own, @Nullable PluginLoad load) {
        List<String> notes = new ArrayList<>();
        plugin.why().stream().limit(1).forEach(why -> notes.add(why.problem()));
        notes.addAll(troubles(plugin, own, load));
        return notes.stream().map(each -> Printable.shortened(each, NOTE)).collect(Collectors.joining("; "));
    }

    /** What ails an active plugin. */
    private static List<String> troubles(PluginStatus plugin, List<SubscriptionStatus> own, @Nullable PluginLoad load) {
        List<String> troubles = new ArrayList<>();
        if (plugin.state() == PluginStatus.State.ACTIVE
                && load != null
                && load.standing() != PluginLoad.Standing.NORMAL) {
            troubles.add(SubscriptionText.word(load.standing()) + ": " + load.reason());
        }
        own.stream()
                .filter(sub -> sub.state() == SubscriptionStatus.State.STUCK)
                .forEach(sub ->
                        troubles.add(sub.name() + " is stuck" + (sub.failure() == null ? "" : "; " + sub.failure())));
        long letters = own.stream().mapToLong(sub -> sub.counts().deadLetters()).sum();
        if (letters > 0) {
            troubles.add(SubscriptionText.deadLetters(letters));
        }
        return troubles;
    }

    private static String state(PluginStatus plugin) {
        return plugin.state().name().toLowerCase(Locale.ROOT);
    }

    @Descriptor("Shows everything about one plugin.")
    public String info(@Descriptor("ID: the plugin's id") String id) {
        PluginStatus plugin = find(id);
        Fields fields = new Fields()
                .add("id", plugin.id())
                .add("name", plugin.name())
                .add("version", plugin.version())
                .add("state", state(plugin))
                .add("since", Printable.time(plugin.since()))
                .add("jar", plugin.jar())
                .add("sha256", plugin.sha256())
                .add("bundle", plugin.bundleId() < 0 ? Printable.NONE : plugin.bundleId());
        handlers().stream()
                .filter(handler -> handler.plugin().equals(id))
                .forEach(handler -> fields.add(
                        "handler",
                        handler.name() + "  " + SubscriptionText.word(handler.state()) + "  "
                                + String.join(", ", handler.types())));
        return plugin.why().isEmpty() ? fields.toString() : fields + "\n" + why(id);
    }

    @Descriptor("Says why a plugin is not active, and what to do; of an active one what ails it.")
    public String why(@Descriptor("ID: the plugin's id") String id) {
        PluginStatus plugin = find(id);
        String title = (plugin.id() + " " + plugin.version()).strip();
        StringBuilder out = new StringBuilder(Printable.text(title))
                .append(" is ")
                .append(state(plugin))
                .append(".");
        for (PluginStatus.Why why : plugin.why()) {
            out.append("\n  ✗ ").append(Printable.text(why.problem()));
            String requirement = why.requirement();
            if (requirement != null) {
                String offered = why.offered();
                out.append("\n      needs   ").append(Printable.text(requirement));
                out.append("\n      offered ").append(Printable.text(offered == null ? "by nobody" : offered));
            }
            out.append("\n      ").append(Printable.text(why.hint()));
        }
        troubles(
                        plugin,
                        handlers().stream()
                                .filter(each -> each.plugin().equals(id))
                                .toList(),
                        costs().get(id))
                .forEach(each -> out.append("\n  ! ").append(Printable.text(each)));
        return out.toString();
    }

    private PluginStatus find(String id) {
        return plugins()
                .get(id)
                .orElseThrow(() -> CommandException.notFound(
                        "plugin \"" + Printable.shortened(id, 100) + "\"", "plugin:list shows their ids"));
    }

    @Descriptor("Takes a plugin back that is disabled or quarantined.")
    public String enable(CommandSession session, @Descriptor("ID: the plugin's id") String id) {
        plugins().enable(id, Caller.of(session));
        return id + " is being enabled";
    }

    @Descriptor("Stops a plugin until it is enabled; its subscriptions keep their positions.")
    public String disable(CommandSession session, @Descriptor("ID: the plugin's id") String id) {
        plugins().disable(id, Caller.of(session));
        return id + " is being disabled";
    }

    @Descriptor("Stops and starts a plugin.")
    public String reload(CommandSession session, @Descriptor("ID: the plugin's id") String id) {
        plugins().reload(id, Caller.of(session));
        return id + " is being reloaded";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import java.util.List;
import java.util.Locale;
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

    @Activate
    public PluginCommands() {
        this(null, null);
    }

    /** For tests: no container. */
    PluginCommands(@Nullable PluginsAdmin plugins, @Nullable SubscriptionsAdmin subscriptions) {
        this.plugins = plugins;
        this.subscriptions = subscriptions;
    }

    private PluginsAdmin plugins() {
        return Capability.of(plugins, "the plugin deployer");
    }

    @Descriptor("Lists plugins with what they do and why they do not.")
    public Object list() {
        List<PluginStatus> all = plugins().list();
        List<SubscriptionStatus> handlers = handlers();
        return all.isEmpty()
                ? "no plugins; drop jars into the plugins folder"
                : new Table(
                        List.of("ID", "VERSION", "STATE", ">HANDLERS", ">HANDLED", ">FAILED", "NOTE"),
                        all.stream().map(plugin -> row(plugin, handlers)).toList());
    }

    private List<SubscriptionStatus> handlers() {
        SubscriptionsAdmin known = subscriptions;
        return known == null ? List.of() : known.list();
    }

    private static List<String> row(PluginStatus plugin, List<SubscriptionStatus> handlers) {
        boolean active = plugin.state() == PluginStatus.State.ACTIVE;
        List<SubscriptionStatus> own = handlers.stream()
                .filter(handler -> handler.plugin().equals(plugin.id()))
                .toList();
        return List.of(
                plugin.id(),
                plugin.version().isEmpty() ? Printable.NONE : plugin.version(),
                state(plugin),
                active ? Integer.toString(own.size()) : Printable.NONE,
                active
                        ? Printable.number(own.stream()
                                .mapToLong(handler -> handler.counts().handled())
                                .sum())
                        : Printable.NONE,
                active
                        ? Printable.number(own.stream()
                                .mapToLong(handler -> handler.counts().failed())
                                .sum())
                        : Printable.NONE,
                plugin.why().isEmpty()
                        ? ""
                        : Printable.shortened(plugin.why().get(0).problem(), 100));
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
                        handler.name() + "  " + SubCommands.state(handler) + "  "
                                + String.join(", ", handler.types())));
        return plugin.why().isEmpty() ? fields.toString() : fields + "\n" + why(id);
    }

    @Descriptor("Says why a plugin is not active, and what to do.")
    public String why(@Descriptor("ID: the plugin's id") String id) {
        PluginStatus plugin = find(id);
        String title = (plugin.id() + " " + plugin.version()).strip();
        if (plugin.why().isEmpty()) {
            return Printable.text(title) + " is " + state(plugin) + ".";
        }
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
        return out.toString();
    }

    private PluginStatus find(String id) {
        return plugins()
                .get(id)
                .orElseThrow(() -> CommandException.notFound(
                        "plugin \"" + Printable.shortened(id, 100) + "\"", "plugin:list shows their ids"));
    }

    @Descriptor("Takes a disabled plugin back.")
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

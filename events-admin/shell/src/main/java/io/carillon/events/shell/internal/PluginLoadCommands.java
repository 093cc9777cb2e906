// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.PluginImpact;
import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.admin.PluginsAdmin;
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

/** The commands of the scope {@code plugin} about what plugins cost, what hangs on them, and starting without them. */
@Component(
        service = PluginLoadCommands.class,
        property = {
            "osgi.command.scope=plugin",
            "osgi.command.function=load",
            "osgi.command.function=impact",
            "osgi.command.function=safemode"
        })
public final class PluginLoadCommands {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginsAdmin plugins;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginLoads loads;

    @Activate
    public PluginLoadCommands() {
        this(null, null);
    }

    /** For tests: no container. */
    PluginLoadCommands(@Nullable PluginsAdmin plugins, @Nullable PluginLoads loads) {
        this.plugins = plugins;
        this.loads = loads;
    }

    private PluginsAdmin plugins() {
        return Capability.of(plugins, "the plugin deployer");
    }

    private List<PluginLoad> loads() {
        return Capability.of(loads, "the event bus").list();
    }

    @Descriptor("Lists what every plugin costs.")
    public Object load() {
        List<PluginLoad> all = loads();
        return all.isEmpty()
                ? "no plugin uses the bus"
                : new Table(
                        List.of(
                                "ID",
                                ">CPU",
                                ">WALL",
                                ">CPU NOW",
                                ">IN FLIGHT",
                                ">PUBLISHED",
                                ">RATE/S",
                                ">THREADS",
                                "STANDING",
                                "NOTE"),
                        all.stream().map(PluginLoadCommands::row).toList());
    }

    private static List<String> row(PluginLoad load) {
        return List.of(
                load.plugin(),
                Printable.duration(load.cpu()),
                Printable.duration(load.wall()),
                percent(load.cpuShare()),
                Integer.toString(load.inFlight()),
                Printable.number(load.published()),
                rate(load.publishRate()),
                Integer.toString(load.threads()),
                SubscriptionText.word(load.standing()),
                Printable.shortened(load.reason(), 100));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%.1f", perSecond);
    }

    @Descriptor("Shows everything one plugin costs.")
    public String load(@Descriptor("ID: the plugin's id") String id) {
        PluginLoad load = loads().stream()
                .filter(each -> each.plugin().equals(id))
                .findFirst()
                .orElseThrow(() -> CommandException.notFound(
                        "plugin \"" + Printable.shortened(id, 100) + "\" that uses the bus", "plugin:load lists them"));
        return new Fields()
                .add("plugin", load.plugin())
                .add("handlers", load.handlers())
                .add("handled", Printable.number(load.handled()))
                .add("failed", Printable.number(load.failed()))
                .add("in flight", load.inFlight())
                .add("p99", Printable.duration(load.p99()))
                .add("wall", Printable.duration(load.wall()))
                .add("cpu", Printable.duration(load.cpu()))
                .add("cpu now", percent(load.cpuShare()) + " of one processor in the last 10 s")
                .add("published", Printable.number(load.published()))
                .add("rate", rate(load.publishRate()) + " events a second in the last 10 s")
                .add("threads", load.threads())
                .add("standing", SubscriptionText.word(load.standing()))
                .add("reason", load.reason().isEmpty() ? Printable.NONE : load.reason())
                .toString();
    }

    @Descriptor("Says what stopping or removing a plugin would touch.")
    public String impact(@Descriptor("ID: the plugin's id") String id) {
        PluginImpact impact = plugins().impact(id);
        StringBuilder out = new StringBuilder("Stopping " + Printable.text(impact.plugin()) + " would touch:");
        part(out, "subscriptions that become dormant and gather lag", impact.subscriptions());
        part(out, "live subscriptions that miss what is published meanwhile", impact.live());
        part(out, "types of events that would come no more", impact.types());
        part(out, "subscriptions of others that want those types", impact.listeners());
        part(out, "bundles that use its packages and are refreshed with it", impact.dependents());
        return out.toString();
    }

    private static void part(StringBuilder out, String title, List<String> names) {
        out.append("\n  ").append(names.isEmpty() ? "no " : names.size() + " ").append(title);
        names.forEach(name -> out.append("\n      ").append(Printable.text(name)));
    }

    @Descriptor("Says whether the host runs without its plugins, and why.")
    public String safemode() {
        PluginsAdmin.SafeMode mode = plugins().safeMode();
        return mode.active()
                ? "safe mode: " + Printable.text(mode.reason()) + "\nplugin:safemode leave starts the plugins"
                : "safe mode is off";
    }

    @Descriptor("Starts the plugins in spite of safe mode.")
    public String safemode(CommandSession session, @Descriptor("leave: the only word there is") String leave) {
        if (!leave.equals("leave")) {
            throw CommandException.usage(
                    "safemode takes nothing or the word leave, got \"" + Printable.shortened(leave, 60) + "\"",
                    "plugin:safemode leave");
        }
        if (!plugins().safeMode().active()) {
            return "safe mode is off already";
        }
        plugins().leaveSafeMode(Caller.of(session));
        return "the plugins are being started";
    }
}

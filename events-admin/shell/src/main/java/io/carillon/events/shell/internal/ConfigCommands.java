// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.SettingRefusedException;
import io.carillon.events.admin.SettingsAdmin;
import io.carillon.events.admin.UptakeAdmin;
import io.carillon.events.admin.UptakeAdmin.Uptake;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Commands of the scope {@code config}. */
@Component(
        service = ConfigCommands.class,
        property = {
            "osgi.command.scope=config",
            "osgi.command.function=list",
            "osgi.command.function=get",
            "osgi.command.function=set",
            "osgi.command.function=unset",
            "osgi.command.function=explain"
        })
public final class ConfigCommands {

    private static final int WIDEST = 60;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SettingsAdmin settings;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable UptakeAdmin uptakes;

    @Activate
    public ConfigCommands() {
        this(null, null);
    }

    /** For tests: no container. */
    ConfigCommands(@Nullable SettingsAdmin settings, @Nullable UptakeAdmin uptakes) {
        this.settings = settings;
        this.uptakes = uptakes;
    }

    private SettingsAdmin settings() {
        return Capability.of(settings, "the settings");
    }

    @Descriptor("Lists options with their values and where those came from.")
    public Object list(@Descriptor("PREFIX: only keys that begin so; all when absent") String... prefix) {
        List<OptionStatus> found = settings().list().stream()
                .filter(option -> prefix.length == 0 || option.key().startsWith(prefix[0]))
                .toList();
        return found.isEmpty()
                ? "no options"
                : new Table(
                        List.of("KEY", "VALUE", "SOURCE", "WHERE"),
                        found.stream()
                                .map(option -> List.of(
                                        option.key(),
                                        Printable.shortened(text(option.value()), WIDEST),
                                        option.source().text(),
                                        option.where()))
                                .toList());
    }

    @Descriptor("Prints the value of an option.")
    public String get(@Descriptor("KEY: for instance http.port") String key) {
        return Printable.text(text(find(key).value()));
    }

    @Descriptor("Says where the value of an option came from, and what else it may be.")
    public String explain(@Descriptor("KEY: for instance http.port") String key) {
        OptionStatus option = find(key);
        Fields fields = new Fields()
                .add("key", option.key())
                .add("value", text(option.value()))
                .add("default", text(option.defaultValue()))
                .add("source", option.source().text());
        if (!option.where().isEmpty()) {
            fields.add("where", option.where());
        }
        fields.add("type", option.takes());
        if (!option.range().isEmpty()) {
            fields.add("range", option.range());
        }
        if (!option.choices().isEmpty()) {
            fields.add("choices", String.join(", ", option.choices()));
        }
        return fields.add("can be set", option.locked() ? "not here" : "config:set " + option.key() + "=VALUE")
                .add("says", option.description())
                .toString();
    }

    @Descriptor("Changes options while the host runs; kept in data/config, weaker than files and the environment.")
    public String set(
            CommandSession session,
            @Descriptor("PAIR: KEY=VALUE, one or more; a list is apart by commas") String... pairs) {
        Map<String, Object> values = new TreeMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw CommandException.usage(
                        "\"" + Printable.shortened(pair, WIDEST) + "\" sets nothing", "config:set http.port=9090");
            }
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return change(values, Set.of(), session);
    }

    @Descriptor("Takes back what was changed with config:set.")
    public String unset(CommandSession session, @Descriptor("KEY: one or more") String... keys) {
        return change(Map.of(), Set.of(keys), session);
    }

    private String change(Map<String, Object> values, Set<String> removed, CommandSession session) {
        if (values.isEmpty() && removed.isEmpty()) {
            throw CommandException.usage("nothing is named to change", "config:set KEY=VALUE or config:unset KEY");
        }
        try {
            settings().set(values, removed, Caller.of(session));
        } catch (SettingRefusedException e) {
            throw refused(e);
        }
        Set<String> keys = values.isEmpty() ? removed : values.keySet();
        List<Uptake> became = keys.stream().map(this::uptake).toList();
        return String.join(", ", keys) + (values.isEmpty() ? ": taken back" : ": changed") + effect(became);
    }

    private static String effect(List<Uptake> became) {
        if (became.stream().anyMatch(Uptake.NextStart.class::isInstance)) {
            return "; it takes effect when the host starts again";
        }
        boolean inForce = became.stream().allMatch(Uptake.InForce.class::isInstance);
        return inForce ? "; in force" : "; stored, and nobody says whether it was taken";
    }

    /** What became of the value of an option; a refusal ends the command. */
    private Uptake uptake(String key) {
        UptakeAdmin present = uptakes;
        Optional<OptionStatus> option = settings().get(key);
        if (present == null || option.isEmpty()) {
            return new Uptake.Stored();
        }
        try {
            Uptake became = present.uptake(option.get());
            if (became instanceof Uptake.Refused refused) {
                throw new CommandException(
                        CommandException.INVALID,
                        key + " is stored, but " + refused.by() + " refused it: " + refused.reason(),
                        "config:unset " + key + ", or another value");
            }
            return became;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Uptake.Stored();
        }
    }

    private static CommandException refused(SettingRefusedException refused) {
        String text = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case UNKNOWN -> CommandException.notFound("option: " + text, "config:list");
            case INVALID -> new CommandException(CommandException.INVALID, text, "config:explain " + refused.key());
            case LOCKED -> CommandException.usage(text, "config:explain " + refused.key());
        };
    }

    private OptionStatus find(String key) {
        return settings()
                .get(key)
                .orElseThrow(
                        () -> CommandException.notFound("option " + Printable.shortened(key, WIDEST), "config:list"));
    }

    private static String text(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        return value == null || value.equals("") ? Printable.NONE : value.toString();
    }
}

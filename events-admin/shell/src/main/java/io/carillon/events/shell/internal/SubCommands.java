// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.HandlerMode;
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

/** Commands of the scope {@code sub}. */
@Component(
        service = SubCommands.class,
        property = {
            "osgi.command.scope=sub",
            "osgi.command.function=list",
            "osgi.command.function=enable",
            "osgi.command.function=disable"
        })
public final class SubCommands {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SubscriptionsAdmin subscriptions;

    @Activate
    public SubCommands() {
        this(null);
    }

    /** For tests: no container. */
    SubCommands(@Nullable SubscriptionsAdmin subscriptions) {
        this.subscriptions = subscriptions;
    }

    private SubscriptionsAdmin subscriptions() {
        return Capability.of(subscriptions, "the event bus");
    }

    @Descriptor("Lists subscriptions with their positions and lag.")
    public Object list() {
        SubscriptionsAdmin admin = subscriptions();
        List<SubscriptionStatus> all = admin.list();
        String switched = admin.deliveryEnabled() ? "" : "delivery is switched off";
        if (all.isEmpty()) {
            return switched.isEmpty() ? "no subscriptions" : switched;
        }
        Table table = new Table(
                List.of("NAME", "MODE", ">POSITION", ">LAG", ">HANDLED", ">FAILED", "STATE", "NOTE"),
                all.stream().map(SubCommands::row).toList());
        return switched.isEmpty() ? table : table + "\n" + switched;
    }

    private static List<String> row(SubscriptionStatus sub) {
        boolean durable = sub.mode() == HandlerMode.DURABLE;
        return List.of(
                sub.name(),
                sub.mode().name().toLowerCase(Locale.ROOT),
                durable ? Long.toString(sub.position()) : Printable.NONE,
                durable ? Long.toString(sub.lag()) : Printable.NONE,
                Printable.number(sub.counts().handled()),
                Printable.number(sub.counts().failed()),
                state(sub),
                note(sub));
    }

    private static String note(SubscriptionStatus sub) {
        String failure = sub.failure();
        if (failure != null) {
            return Printable.shortened(failure, 100);
        }
        return sub.counts().dropped() == 0 ? "" : Printable.number(sub.counts().dropped()) + " dropped";
    }

    /** For instance {@code catching-up}. */
    static String state(SubscriptionStatus sub) {
        return sub.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Descriptor("Switches a subscription on.")
    public String enable(CommandSession session, @Descriptor("NAME: the subscription") String name) {
        subscriptions().setEnabled(name, true, Caller.of(session));
        return name + " is enabled";
    }

    @Descriptor("Switches a subscription off; a durable one gathers lag.")
    public String disable(CommandSession session, @Descriptor("NAME: the subscription") String name) {
        subscriptions().setEnabled(name, false, Caller.of(session));
        return name + " is disabled";
    }
}

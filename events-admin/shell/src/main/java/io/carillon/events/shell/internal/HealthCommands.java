// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.HealthAdmin;
import io.carillon.events.admin.HealthCheck;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Commands of the scope {@code health}. */
@Component(
        service = HealthCommands.class,
        property = {"osgi.command.scope=health", "osgi.command.function=check"})
public final class HealthCommands {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HealthAdmin health;

    @Activate
    public HealthCommands() {
        this(null);
    }

    /** For tests: no container. */
    HealthCommands(@Nullable HealthAdmin health) {
        this.health = health;
    }

    @Descriptor("Asks every health check; fails when something is down.")
    public Object check() {
        HealthAdmin.Report report = Capability.of(health, "health").report();
        String text = report.checks().stream().map(HealthCommands::line).collect(Collectors.joining("\n"));
        return new Verdict(
                text.isEmpty() ? "no checks" : text,
                report.status() == HealthCheck.Status.DOWN ? CommandException.FAILED : 0);
    }

    private static String line(HealthAdmin.Entry entry) {
        HealthCheck.Status status = entry.result().status();
        String sign =
                switch (status) {
                    case OK -> "[+]";
                    case DEGRADED -> "[!]";
                    case DOWN -> "[-]";
                };
        return String.format(
                        Locale.ROOT,
                        "%s %-12s %-8s  %s",
                        sign,
                        Printable.text(entry.name()),
                        status.name().toLowerCase(Locale.ROOT),
                        Printable.text(entry.result().detail()))
                .stripTrailing();
    }
}

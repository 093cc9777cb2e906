// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.health;

import io.carillon.events.admin.HealthAdmin;
import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Asks all health checks. A check that does not answer within a second counts as down. */
@Component(service = HealthAdmin.class, immediate = true)
public final class HealthSummary implements HealthAdmin {

    private final BooleanSupplier started;
    private final Clock clock;
    private final Inquiry inquiry;
    private final Map<HealthCheck, HealthCheck> checks = new ConcurrentHashMap<>();
    private final Map<String, Entry> lastEntries = new ConcurrentHashMap<>();
    private volatile @Nullable StoreAdmin store;

    @Activate
    public HealthSummary(BundleContext context) {
        this(
                () -> context.getBundle(0).getState() == Bundle.ACTIVE,
                Clock.systemUTC(),
                new Inquiry(Duration.ofSeconds(1)));
    }

    HealthSummary(BooleanSupplier started, Clock clock, Inquiry inquiry) {
        this.started = started;
        this.clock = clock;
        this.inquiry = inquiry;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCheck(HealthCheck check) {
        checks.put(check, check);
    }

    void removeCheck(HealthCheck check) {
        checks.remove(check);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setStore(StoreAdmin arrived) {
        store = arrived;
    }

    void unsetStore(StoreAdmin left) {
        if (left.equals(store)) {
            store = null;
        }
    }

    @Deactivate
    void stop() {
        inquiry.close();
    }

    @Override
    public Report report() {
        List<Entry> entries = inquiry.ask(List.copyOf(checks.keySet())).entrySet().stream()
                .map(answer -> entry(answer.getKey(), answer.getValue()))
                .sorted(Comparator.comparing(Entry::name))
                .toList();
        lastEntries.keySet().retainAll(entries.stream().map(Entry::name).toList());
        HealthCheck.Status worst = entries.stream()
                .map(entry -> entry.result().status())
                .max(Comparator.naturalOrder())
                .orElse(HealthCheck.Status.OK);
        return new Report(worst, clock.instant(), entries);
    }

    private Entry entry(String name, HealthCheck.Result result) {
        return lastEntries.merge(name, new Entry(name, result, clock.instant()), (before, now) -> {
            boolean same = before.result().status() == now.result().status();
            return new Entry(name, now.result(), same ? before.since() : now.since());
        });
    }

    @Override
    public boolean ready() {
        StoreAdmin present = store;
        return present != null && started.getAsBoolean() && present.status().state() == StoreStatus.State.OPEN;
    }
}

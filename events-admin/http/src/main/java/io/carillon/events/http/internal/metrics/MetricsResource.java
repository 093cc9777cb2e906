// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.metrics;

import io.carillon.events.admin.BusStatus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.admin.TimingsAdmin;
import io.carillon.events.http.internal.live.LiveStatus;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Figures of the host. Asking costs what the capabilities cost that show the same to people. A part of the host that is away
 * is left out.
 */
public final class MetricsResource {

    /** The most subscriptions that have figures of their own; those beyond are left out, and counted. */
    static final int MAX_SUBSCRIPTIONS = 1_000;

    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final Host host;
    private final String version;
    private final Supplier<LiveStatus> live;

    public MetricsResource(Host host, String version, Supplier<LiveStatus> live) {
        this.host = host;
        this.version = version;
        this.live = live;
    }

    public List<Route> routes() {
        return List.of(Route.of("GET", "/metrics", Scope.SYSTEM_READ, this::metrics)
                .described(Operation.named("metrics", "system", "Figures for Prometheus, as text or OpenMetrics")
                        .answers(200, "text/plain", Operation.TEXT)
                        .answers(200, OPEN_METRICS, Operation.TEXT)));
    }

    /** {@code GET /metrics}. */
    Answer metrics(Call call) {
        Exposition page = page(call.preferred("text/plain", OPEN_METRICS).equals(OPEN_METRICS));
        return Answer.of(200, page.contentType(), page.bytes());
    }

    Exposition page(boolean openMetrics) {
        Exposition page = new Exposition(openMetrics);
        page.gauge("carillon_build_info", "Version of the host and of Java.")
                .sample(1, "version", version, "java", Runtime.version().toString());
        present(EventsAdmin.class).ifPresent(events -> bus(page, events.status()));
        present(TimingsAdmin.class).ifPresent(timings -> timings(page, timings));
        present(StoreAdmin.class).ifPresent(store -> store(page, store.status()));
        present(SubscriptionsAdmin.class).ifPresent(subscriptions -> subscriptions(page, subscriptions.list()));
        present(PluginsAdmin.class).ifPresent(plugins -> plugins(page, plugins.list()));
        present(JobsAdmin.class).ifPresent(jobs -> jobs(page, jobs.list()));
        streams(page, live.get());
        return page;
    }

    private <T> Optional<T> present(Class<T> capability) {
        try {
            return Optional.of(host.get(capability));
        } catch (ProblemException e) {
            // A part that is away shows by its figures being away; health says why.
            return Optional.empty();
        }
    }

    private static void bus(Exposition page, BusStatus bus) {
        page.counter("carillon_events_published_total", "Publishes since the start by result.")
                .sample(bus.published(), "result", "accepted")
                .sample(bus.refused(), "result", "refused");
        page.counter("carillon_events_unhandled_total", "Events since the start that no handler wanted.")
                .sample(bus.unhandled());
        page.gauge("carillon_queue_events", "Events that wait to be appended.").sample(bus.queued());
        page.gauge("carillon_queue_limit_events", "The most events that may wait to be appended.")
                .sample(bus.queueLimit());
    }

    private static void timings(Exposition page, TimingsAdmin timings) {
        page.histogram("carillon_publish_duration_seconds", "From the queueing of a publish to its result.")
                .durations(timings.accepted(), "result", "accepted")
                .durations(timings.refused(), "result", "refused");
        page.histogram("carillon_handler_duration_seconds", "Calls of handlers that are there.");
        timings.handlers().entrySet().stream()
                .limit(MAX_SUBSCRIPTIONS)
                .forEach(each -> page.durations(each.getValue(), "handler", each.getKey()));
    }

    private static void streams(Exposition page, LiveStatus live) {
        page.gauge("carillon_stream_connections", "Live streams by protocol.");
        new TreeMap<>(live.connections()).forEach((protocol, count) -> page.sample(count, "protocol", protocol));
        page.counter("carillon_stream_events_total", "Events sent to live streams, counted once for each.")
                .sample(live.sent());
        page.counter("carillon_stream_bytes_total", "Bytes sent to live streams.")
                .sample(live.bytes());
        page.counter(
                        "carillon_stream_switched_total",
                        "Times a live stream had to go on from the log, for it was behind.")
                .sample(live.switched());
        page.counter("carillon_stream_slow_total", "Live streams cut because their client took nothing.")
                .sample(live.slow());
    }

    private static void store(Exposition page, StoreStatus store) {
        page.gauge("carillon_store_state", "Whether the store is in this state, 1 for the one it is in.");
        for (StoreStatus.State state : StoreStatus.State.values()) {
            page.sample(store.state() == state ? 1 : 0, "state", word(state));
        }
        if (store.info() != null && store.info().bytes() >= 0) {
            page.gauge("carillon_events_stored_bytes", "Space the store takes.")
                    .sample(store.info().bytes());
        }
        if (store.head() != null) {
            page.gauge("carillon_log_events", "Places in the log from the oldest that can be read to the newest.")
                    .sample(store.head().position() - store.head().first() + 1);
            page.counter("carillon_log_position_total", "Newest position of the log.")
                    .sample(store.head().position());
        }
    }

    private static void subscriptions(Exposition page, List<SubscriptionStatus> all) {
        List<SubscriptionStatus> shown = all.subList(0, Math.min(all.size(), MAX_SUBSCRIPTIONS));
        page.gauge("carillon_subscriptions", "Subscriptions.").sample(all.size());
        page.gauge("carillon_subscriptions_without_metrics", "Subscriptions beyond the limit of those with figures.")
                .sample(all.size() - shown.size());
        page.counter("carillon_handler_events_total", "Attempts since the start by outcome.");
        for (SubscriptionStatus one : shown) {
            page.sample(one.counts().handled(), "handler", one.name(), "outcome", "handled")
                    .sample(one.counts().failed(), "handler", one.name(), "outcome", "failed")
                    .sample(one.counts().dropped(), "handler", one.name(), "outcome", "dropped");
        }
        each(
                page,
                shown,
                "carillon_subscription_lag_events",
                "Events behind the end of the log.",
                SubscriptionStatus::lag);
        each(page, shown, "carillon_subscription_lag_seconds", "Age of the oldest of them.", one -> one.lagTime()
                .toSeconds());
        each(
                page,
                shown,
                "carillon_subscription_retrying_events",
                "Events that will be tried again.",
                one -> one.counts().retrying());
        each(page, shown, "carillon_dead_letters", "Events given up on.", one -> one.counts()
                .deadLetters());
    }

    private static void each(
            Exposition page,
            List<SubscriptionStatus> subscriptions,
            String name,
            String help,
            ToLongFunction<SubscriptionStatus> value) {
        page.gauge(name, help);
        subscriptions.forEach(one -> page.sample(value.applyAsLong(one), "subscription", one.name()));
    }

    private static void plugins(Exposition page, List<PluginStatus> plugins) {
        Map<PluginStatus.State, Integer> counts = new EnumMap<>(PluginStatus.State.class);
        plugins.forEach(plugin -> counts.merge(plugin.state(), 1, Integer::sum));
        page.gauge("carillon_plugins", "Plugins by state.");
        for (PluginStatus.State state : PluginStatus.State.values()) {
            page.sample(counts.getOrDefault(state, 0), "state", word(state));
        }
    }

    private static void jobs(Exposition page, List<JobStatus> jobs) {
        Map<String, Map<JobStatus.State, Integer>> counts = new TreeMap<>();
        jobs.forEach(job -> counts.computeIfAbsent(job.kind(), kind -> new EnumMap<>(JobStatus.State.class))
                .merge(job.state(), 1, Integer::sum));
        page.gauge("carillon_jobs", "Jobs that are remembered by kind and state.");
        counts.forEach((kind, states) ->
                states.forEach((state, count) -> page.sample(count, "kind", kind, "state", word(state))));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

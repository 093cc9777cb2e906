// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.BusStatus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.HealthAdmin;
import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoreInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Says how the host is: a word for everybody, the whole report for those with a token. */
final class HealthResource {

    private final Host host;
    private final String version;
    private final Clock clock;
    private final Instant started;

    HealthResource(Host host, String version, Clock clock) {
        this.host = host;
        this.version = version;
        this.clock = clock;
        this.started = clock.instant();
    }

    List<Route> routes() {
        return List.of(
                Route.anonymous("GET", "/livez", this::live)
                        .described(Operation.named("livez", "system", "Whether the process answers")
                                .answers(200, "text/plain", Operation.TEXT)),
                Route.anonymous("GET", "/readyz", this::ready)
                        .described(Operation.named("readyz", "system", "Whether the host takes events")
                                .answers(200, "text/plain", Operation.TEXT)
                                .answers(503, "text/plain", Operation.TEXT)
                                .sends(503, "Retry-After")),
                Route.anonymous("GET", "/api/v1/events/health", this::health)
                        .described(Operation.named("eventBusHealth", "events", "Health of the bus and the store")
                                .details("Without a token only the status is told.")
                                .answers(200, "application/json", "Health")
                                .when(200, "Serving, ok or degraded")
                                .answers(503, "application/json", "Health")
                                .when(503, "Not serving")));
    }

    /** {@code GET /livez}: the process answers. */
    Answer live(Call call) {
        return Answer.text(200, "ok\n");
    }

    /** {@code GET /readyz}: the host takes events. */
    Answer ready(Call call) {
        return isReady()
                ? Answer.text(200, "ok\n")
                : Answer.text(503, "not ready\n").with("Retry-After", "1");
    }

    private boolean isReady() {
        try {
            return host.get(HealthAdmin.class).ready();
        } catch (ProblemException e) {
            return false;
        }
    }

    /** {@code GET /api/v1/events/health}. */
    Answer health(Call call) {
        HealthAdmin.Report report = host.get(HealthAdmin.class).report();
        ObjectNode body = Answer.object().put("status", word(report.status()));
        if (call.principal().isPresent()) {
            body.put("version", version)
                    .put(
                            "uptimeSeconds",
                            Duration.between(started, clock.instant()).toSeconds());
            bus(body);
            store(body);
            ArrayNode checks = body.putArray("checks");
            for (HealthAdmin.Entry entry : report.checks()) {
                checks.addObject()
                        .put("name", entry.name())
                        .put("status", word(entry.result().status()))
                        .put("detail", entry.result().detail())
                        .put("since", entry.since().toString());
            }
        }
        return Answer.json(report.status() == HealthCheck.Status.DOWN ? 503 : 200, body);
    }

    private void bus(ObjectNode body) {
        BusStatus status = host.get(EventsAdmin.class).status();
        body.putObject("bus")
                .put("queueDepth", status.queued())
                .put("publishedTotal", status.published())
                .put("refusedTotal", status.refused())
                .put("handlers", status.handlers());
    }

    private void store(ObjectNode body) {
        StoreStatus status = host.get(StoreAdmin.class).status();
        ObjectNode store = body.putObject("store")
                .put("state", status.state().name().toLowerCase(Locale.ROOT))
                .put("kind", status.scheme());
        StoreInfo info = status.info();
        LogHead head = status.head();
        if (info != null) {
            store.put("kind", info.kind()).put("durable", info.durable());
            if (info.bytes() >= 0) {
                store.put("bytes", info.bytes());
            }
        }
        if (head != null) {
            store.put("events", head.position() - head.first() + 1)
                    .put("sequence", EventWriter.sequence(head.position()))
                    .put("hash", head.hash().toString());
        }
    }

    private static String word(HealthCheck.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}

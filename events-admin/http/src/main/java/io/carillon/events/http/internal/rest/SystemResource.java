// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.HealthAdmin;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.store.StoreInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Says what this host is. */
final class SystemResource {

    private final Host host;
    private final String version;
    private final Clock clock;
    private final Instant started;

    SystemResource(Host host, String version, Clock clock) {
        this.host = host;
        this.version = version;
        this.clock = clock;
        this.started = clock.instant();
    }

    List<Route> routes() {
        return List.of(Route.of("GET", "/api/v1/system", Scope.SYSTEM_READ, this::get)
                .described(Operation.named("systemInfo", "system", "Version, store and state of the host")
                        .answers(200, "application/json", "SystemInfo")
                        .problems(ProblemCode.UNAVAILABLE)));
    }

    Answer get(Call call) {
        ObjectNode body = Answer.object()
                .put("version", version)
                .put("java", Runtime.version().toString())
                .put("uptimeSeconds", Duration.between(started, clock.instant()).toSeconds())
                .put("ready", host.get(HealthAdmin.class).ready());
        PluginsAdmin.SafeMode safe = host.get(PluginsAdmin.class).safeMode();
        if (safe.active()) {
            body.put("safeMode", safe.reason());
        }
        body.put("deliveryEnabled", host.get(SubscriptionsAdmin.class).deliveryEnabled());
        store(body.putObject("store"), host.get(StoreAdmin.class).status());
        return Answer.json(200, body);
    }

    private static void store(ObjectNode node, StoreStatus status) {
        node.put("state", Words.of(status.state())).put("scheme", status.scheme());
        StoreInfo info = status.info();
        if (info != null) {
            node.put("kind", info.kind()).put("durable", info.durable());
        }
        if (!status.detail().isEmpty()) {
            node.put("detail", status.detail());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.Role;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.http.internal.route.Routes;
import java.time.Clock;
import java.util.List;

/** The table of all routes with what each needs. */
public final class Api {

    private Api() {}

    /** The routes over a host. */
    public static Routes routes(Host host, String version, Clock clock) {
        EventResource events = new EventResource(host, clock);
        PublishResource publish = new PublishResource(host);
        HealthResource health = new HealthResource(host, version, clock);
        PluginResource plugins = new PluginResource(host);
        SubscriptionResource subscriptions = new SubscriptionResource(host);
        ProblemResource problems = new ProblemResource();
        return new Routes(List.of(
                Route.anonymous("GET", "/livez", health::live),
                Route.anonymous("GET", "/readyz", health::ready),
                Route.anonymous("GET", "/api/v1/events/health", health::health),
                Route.of("GET", "/api/v1/events", Role.VIEWER, events::list),
                Route.of("POST", "/api/v1/events", Role.PUBLISHER, publish::publish),
                Route.of("GET", "/api/v1/events/types", Role.VIEWER, events::types),
                Route.of("GET", "/api/v1/events/{id}", Role.VIEWER, events::get),
                Route.of("GET", "/api/v1/plugins", Role.VIEWER, plugins::list),
                Route.of("GET", "/api/v1/plugins/{id}", Role.VIEWER, plugins::get),
                Route.of("GET", "/api/v1/subscriptions", Role.VIEWER, subscriptions::list),
                Route.anonymous("GET", "/problems", problems::list),
                Route.anonymous("GET", "/problems/{code}", problems::explain)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.access.FailedLogins;
import io.carillon.events.http.internal.live.LiveResource;
import io.carillon.events.http.internal.live.Streams;
import io.carillon.events.http.internal.metrics.MetricsResource;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.http.internal.route.Routes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The table of all routes with what each needs, takes and answers. */
public final class Api {

    private Api() {}

    /** The routes over a host. */
    public static Routes routes(Host host, String version, Clock clock, Supplier<Streams> live) {
        List<Route> table = new ArrayList<>();
        FailedLogins failures = new FailedLogins(clock);
        FirstUser first = new FirstUser(host, failures);
        Stream.of(
                        new HealthResource(host, version, clock).routes(),
                        new AuthResource(host, clock, failures, first).routes(),
                        new SetupPage(first).routes(),
                        new EventRoutes(host, clock).routes(),
                        new LiveResource(host, live).routes(),
                        new ExplainResource(host).routes(),
                        new ReplayResource(host, clock).routes(),
                        new SubscriptionResource(host, clock).routes(),
                        new DeadLetterResource(host, clock).routes(),
                        new PluginResource(host).routes(),
                        new PluginLogResource(host).routes(),
                        new SettingsResource(host).routes(),
                        new OptionResource(host).routes(),
                        new JobResource(host).routes(),
                        new TokenResource(host).routes(),
                        new UserResource(host).routes(),
                        new SystemResource(host, version, clock).routes(),
                        new MetricsResource(host, version, () -> live.get().status()).routes(),
                        new ProblemResource().routes(),
                        new DocumentResource(() -> table).routes())
                .forEach(table::addAll);
        return new Routes(table);
    }
}

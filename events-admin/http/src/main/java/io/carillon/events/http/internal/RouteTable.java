// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.http.internal.rest.Api;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.route.Routes;
import java.time.Clock;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The routes of this host. */
@Component(service = RouteTable.class)
public final class RouteTable {

    private final Routes routes;

    @Activate
    public RouteTable(BundleContext context, @Reference Host host) {
        String version = Optional.ofNullable(context.getProperty("carillon.version"))
                .orElseGet(() -> context.getBundle().getVersion().toString());
        this.routes = Api.routes(host, version, Clock.systemUTC());
    }

    Routes routes() {
        return routes;
    }
}

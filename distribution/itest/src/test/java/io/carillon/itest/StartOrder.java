// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.junit.Assert.assertEquals;

import io.carillon.events.Durability;
import io.carillon.events.EventBus;
import io.carillon.events.admin.EventsAdmin;
import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Whatever the order, everything is active in the end and an event is stored. */
public class StartOrder {

    @Inject
    public EventBus bus;

    @Inject
    public EventsAdmin events;

    @Inject
    public BundleContext context;

    @Test
    public void everything_starts_and_an_event_is_stored() throws Exception {
        assertEquals(Durability.DURABLE, new Pings(bus, events).ping("a").durability());
        assertEquals(1, events.find("a").size());
        List<String> inactive = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::toString)
                .toList();
        assertEquals(List.of(), inactive);
    }
}

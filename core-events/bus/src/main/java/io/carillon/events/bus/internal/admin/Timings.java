// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.admin;

import io.carillon.events.admin.Durations;
import io.carillon.events.admin.TimingsAdmin;
import io.carillon.events.bus.internal.deliver.Subscriber;
import io.carillon.events.bus.internal.deliver.SubscriptionTable;
import io.carillon.events.bus.internal.publish.Publishing;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What publishing and the handlers have counted. */
public final class Timings implements TimingsAdmin {

    private final Publishing publishing;
    private final SubscriptionTable table;

    public Timings(Publishing publishing, SubscriptionTable table) {
        this.publishing = publishing;
        this.table = table;
    }

    @Override
    public Durations accepted() {
        return publishing.acceptedIn();
    }

    @Override
    public Durations refused() {
        return publishing.refusedIn();
    }

    @Override
    public Map<String, Durations> handlers() {
        SortedMap<String, Durations> handlers = new TreeMap<>();
        for (Subscriber each : table.all()) {
            handlers.put(each.name(), each.took());
        }
        return Collections.unmodifiableMap(handlers);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.store.Change;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.SubscriptionRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is switched off: single subscriptions, plugins, everything. A durable subscription's own switch is kept with it,
 * all others are documents that are there while they are off.
 *
 * <p>Threads: safe for concurrent use.
 */
final class Switches {

    private static final String COLLECTION = "carillon.switches";
    private static final String ALL = "all";
    private static final String PLUGIN = "plugin/";
    private static final String SUBSCRIPTION = "subscription/";

    private final Set<String> off = new HashSet<>();

    /** Learns what a log that was just opened knows. */
    synchronized void load(EventStore store) {
        off.clear();
        String after = "";
        List<Document> page;
        do {
            page = store.documents(COLLECTION, "", "", after, LogReader.MAX_PAGE);
            for (Document document : page) {
                off.add(document.key());
                after = document.key();
            }
        } while (page.size() == LogReader.MAX_PAGE);
        store.subscriptions().stream()
                .filter(record -> !record.enabled())
                .map(SubscriptionRecord::name)
                .forEach(name -> off.add(SUBSCRIPTION + name));
    }

    /** Whether a subscription is delivered to. */
    synchronized boolean allow(String name, String plugin) {
        return !off.contains(ALL) && !off.contains(PLUGIN + plugin) && !off.contains(SUBSCRIPTION + name);
    }

    synchronized boolean allowAll() {
        return !off.contains(ALL);
    }

    /** Whether a subscription's own switch is on. */
    synchronized boolean allowSubscription(String name) {
        return !off.contains(SUBSCRIPTION + name);
    }

    static String all() {
        return ALL;
    }

    static String plugin(String plugin) {
        return PLUGIN + plugin;
    }

    static String subscription(String name) {
        return SUBSCRIPTION + name;
    }

    /** The change that keeps a switch. */
    static Change change(String key, boolean enabled) {
        return enabled
                ? new Change.RemoveDocument(COLLECTION, key)
                : new Change.PutDocument(COLLECTION, key, "{\"enabled\":false}", Map.of());
    }

    /** Notes a switch that was stored. */
    synchronized void set(String key, boolean enabled) {
        if (enabled) {
            off.remove(key);
        } else {
            off.add(key);
        }
    }
}

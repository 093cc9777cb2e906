// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.store.LogReader;
import io.carillon.events.store.StoredEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has to be so in a {@link DeliveryWorld} when nothing is left to be done. */
record DeliveryAtRest(DeliveryWorld world) {

    /** What is still to be done, empty if nothing. */
    String missing() {
        List<String> missing = new ArrayList<>();
        for (SubscriptionModel each : world.models().values()) {
            StoredDelivery stored = StoredDelivery.of(world.store(), each.name);
            synchronized (world) {
                world.learn(Long.MAX_VALUE);
                each.reconcile(stored);
                if (!each.owed().isEmpty()) {
                    missing.add(each.name + " owes "
                            + each.owed().stream().limit(5).toList() + " "
                            + world.core().subscriptions().get(each.name));
                    continue;
                }
                try {
                    each.checkAtRest(stored);
                } catch (AssertionError e) {
                    missing.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return String.join("\n", missing);
    }

    /** What the host has written of dead letters, and the effects of handlers, exactly once each. */
    void checkRecords(SubscriptionModel model) {
        Map<Long, Integer> written = new HashMap<>();
        long position = 0;
        List<StoredEvent> page;
        do {
            page = world.store().readAfter(position, LogReader.MAX_PAGE);
            for (StoredEvent each : page) {
                position = each.position();
                if (each.event().type().equals("carillon.subscription.event_dead_lettered")
                        && each.event().subject().orElse("").equals("subscription/" + model.name)) {
                    written.merge(ModelSettings.position(each.event()), 1, Integer::sum);
                }
            }
        } while (!page.isEmpty());
        synchronized (world) {
            for (ModelItem item : model.items()) {
                int recorded = written.getOrDefault(item.position, 0);
                if (recorded != item.deaths && !item.everDoubtful) {
                    throw new AssertionError(model.name + ": " + recorded
                            + " events of its dead letters were recorded, " + item.deaths + " happened: " + item);
                }
                String effects = world.store()
                        .state(DeliveryWorld.PLUGIN, "of." + item.position)
                        .orElse("0");
                boolean handled = item.stage == ModelItem.Stage.HANDLED;
                if (model.declared.id().equals(ModelSettings.EFFECTS) && !effects.equals(handled ? "1" : "0")) {
                    throw new AssertionError(model.name + ": had its effects " + effects + " times: " + item
                            + world.trace().history(model.name));
                }
            }
        }
    }
}

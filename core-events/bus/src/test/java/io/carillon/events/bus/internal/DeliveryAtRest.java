// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.admin.ExplainAdmin;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /** What it says when asked what became of events, of some of those that were handled. */
    void checkExplanations(SubscriptionModel model) {
        Map<Long, Instant> handled = new TreeMap<>();
        synchronized (world) {
            int[] count = {0};
            model.items().stream()
                    .filter(each -> each.stage == ModelItem.Stage.HANDLED
                            && !each.everDoubtful
                            && !each.optional
                            && !each.everMoved)
                    .filter(each -> count[0]++ % 25 == 0)
                    .forEach(each -> handled.put(each.position, each.handledAt));
        }
        handled.forEach((position, at) -> {
            ExplainAdmin.Explanation said = world.core().explain().explain(position).stream()
                    .filter(each -> each.subscription().equals(model.name))
                    .findFirst()
                    .orElseThrow();
            // One that is remembered in memory has its end by how long it took, and time here stands still meanwhile.
            // Of one that was handled before a crash, or while the subscription was being moved, less may be known.
            boolean fits =
                    said.took() != null || said.at() == null || !said.at().isBefore(at.truncatedTo(ChronoUnit.MILLIS));
            boolean unsure = said.reason().contains("is not recorded"); // a dead letter asked for just before a crash
            if (!unsure && (said.outcome() != ExplainAdmin.Outcome.DELIVERED || !fits)) {
                throw new AssertionError(model.name + ": " + position + " was handled at " + at
                        + ", but is explained as " + said + world.trace().history(model.name));
            }
        });
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

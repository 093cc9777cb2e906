// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls of handlers that wait to be told how they end. Guarded by its owner. */
final class ParkedCalls {

    private record Parked(SubscriptionModel subscription, CompletableFuture<Boolean> outcome) {}

    private final List<Parked> parked = new ArrayList<>();

    CompletableFuture<Boolean> park(SubscriptionModel subscription) {
        Parked call = new Parked(subscription, new CompletableFuture<>());
        parked.add(call);
        return call.outcome();
    }

    /** Notes that a call has returned, whoever had it do so. */
    void returned(CompletableFuture<Boolean> outcome) {
        parked.removeIf(each -> each.outcome() == outcome);
    }

    /** Lets one of them go on; returns whether there was one. */
    boolean release(Random random) {
        if (parked.isEmpty()) {
            return false;
        }
        parked.remove(random.nextInt(parked.size())).outcome().complete(random.nextInt(6) > 0);
        return true;
    }

    /** Lets those of one subscription, or of all, go on. */
    void releaseAll(Random random, @Nullable SubscriptionModel of) {
        for (Parked each : List.copyOf(parked)) {
            if (of == null || each.subscription() == of) {
                parked.remove(each);
                each.outcome().complete(random.nextInt(8) > 0);
            }
        }
    }

    /** Nobody tells them any more; they fail. */
    void cancel() {
        parked.forEach(each -> each.outcome().cancel(false));
        parked.clear();
    }
}

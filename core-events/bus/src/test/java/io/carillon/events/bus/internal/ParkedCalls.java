// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls of handlers that wait to be told how they end. Guarded by its owner. */
final class ParkedCalls {

    private record Parked(SubscriptionModel subscription, long position, CompletableFuture<Boolean> outcome) {}

    private final List<Parked> parked = new ArrayList<>();
    /** Those that react to nothing any more, and have not returned. */
    private final List<Parked> deaf = new ArrayList<>();

    CompletableFuture<Boolean> park(SubscriptionModel subscription, long position) {
        Parked call = new Parked(subscription, position, new CompletableFuture<>());
        parked.add(call);
        return call.outcome();
    }

    /** Notes that a call has returned, whoever had it do so. */
    void returned(CompletableFuture<Boolean> outcome) {
        parked.removeIf(each -> each.outcome() == outcome);
        deaf.removeIf(each -> each.outcome() == outcome);
    }

    /** Positions of the calls of one subscription that wait. */
    List<Long> positions(SubscriptionModel of) {
        return parked.stream()
                .filter(each -> each.subscription() == of)
                .map(Parked::position)
                .toList();
    }

    /** Has the calls of one subscription that wait react to nothing from now on. */
    void deafen(SubscriptionModel of) {
        for (Parked each : List.copyOf(parked)) {
            if (each.subscription() == of) {
                parked.remove(each);
                deaf.add(each);
            }
        }
    }

    boolean isDeaf(CompletableFuture<Boolean> outcome) {
        return deaf.stream().anyMatch(each -> each.outcome() == outcome);
    }

    /** How many react to nothing, of one subscription, or of all. */
    int deaf(@Nullable SubscriptionModel of) {
        return (int) deaf.stream()
                .filter(each -> of == null || each.subscription() == of)
                .count();
    }

    /** Lets one of those return that react to nothing. */
    void releaseDeaf(Random random) {
        if (!deaf.isEmpty()) {
            deaf.get(random.nextInt(deaf.size())).outcome().complete(random.nextInt(6) > 0);
        }
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
        for (Parked each : deaf) {
            if (of == null || each.subscription() == of) {
                each.outcome().complete(random.nextBoolean());
            }
        }
    }

    /** Nobody tells them any more; they fail. */
    void cancel() {
        parked.forEach(each -> each.outcome().cancel(false));
        parked.clear();
        deaf.forEach(each -> each.outcome().cancel(false));
        deaf.clear();
    }
}

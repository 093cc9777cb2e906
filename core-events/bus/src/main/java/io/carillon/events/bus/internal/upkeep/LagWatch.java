// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.upkeep;

import io.carillon.events.HandlerMode;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells once when a subscription lags, and again only after it was seen to have caught up to half of the limit. One that is
 * paused or dormant gathers lag by its state and is not told of.
 *
 * <p>Threads: one looks.
 */
final class LagWatch {

    private final UpkeepSettings settings;
    private final Set<String> lagging = new HashSet<>();

    LagWatch(UpkeepSettings settings) {
        this.settings = settings;
    }

    /** Those that lag and were not told of since they last had caught up, in the order given. */
    List<SubscriptionStatus> look(List<SubscriptionStatus> all) {
        lagging.retainAll(all.stream().map(SubscriptionStatus::name).toList());
        return all.stream()
                .filter(each -> each.mode() == HandlerMode.DURABLE)
                .filter(each -> each.state() != State.PAUSED && each.state() != State.DORMANT)
                .filter(this::isNew)
                .toList();
    }

    /** It could not be told. */
    void forget(String subscription) {
        lagging.remove(subscription);
    }

    private boolean isNew(SubscriptionStatus status) {
        if (exceeds(status, 1)) {
            return lagging.add(status.name());
        }
        if (!exceeds(status, 2)) {
            lagging.remove(status.name());
        }
        return false;
    }

    /** Whether the lag is over a part of one of the limits. */
    private boolean exceeds(SubscriptionStatus status, int part) {
        return settings.lagEvents() > 0 && status.lag() > settings.lagEvents() / part
                || !settings.lagTime().isZero()
                        && status.lagTime().compareTo(settings.lagTime().dividedBy(part)) > 0;
    }
}

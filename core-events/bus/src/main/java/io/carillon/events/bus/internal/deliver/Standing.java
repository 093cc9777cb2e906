// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.admin.SubscriptionStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a durable subscription stands.
 *
 * @param attached whether it has its place in the log that is open
 * @param checkpoint everything up to here is finished or set aside
 * @param retrying events that are tried again
 * @param letters dead letters something waits behind, or that are to be delivered again
 * @param keys keys whose events wait
 * @param nextAttempt when something is tried again
 * @param hindrance what holds it up as a whole, {@code null} if nothing does
 */
record Standing(
        boolean attached,
        long checkpoint,
        int retrying,
        long letters,
        long keys,
        SubscriptionStatus.Breaker breaker,
        @Nullable Instant nextAttempt,
        @Nullable String hindrance) {}

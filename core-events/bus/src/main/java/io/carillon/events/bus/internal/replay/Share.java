// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.replay;

import java.util.List;
import java.util.stream.Stream;

/**
 * What came of a replay at one subscription.
 *
 * @param delivered deliveries that succeeded
 * @param failed deliveries that failed
 * @param passedBy why it was not given events, each reason once, at most {@value #MAX_REASONS}; an immutable list
 */
record Share(long delivered, long failed, List<String> passedBy) {

    static final int MAX_REASONS = 10;

    static final Share NONE = new Share(0, 0, List.of());
    static final Share DELIVERED = new Share(1, 0, List.of());
    static final Share FAILED = new Share(0, 1, List.of());

    Share {
        passedBy = List.copyOf(passedBy);
    }

    static Share passedBy(String why) {
        return new Share(0, 0, List.of(why));
    }

    Share plus(Share more) {
        List<String> reasons = more.passedBy.isEmpty() || passedBy.containsAll(more.passedBy)
                ? passedBy
                : Stream.concat(passedBy.stream(), more.passedBy.stream())
                        .distinct()
                        .limit(MAX_REASONS)
                        .toList();
        return new Share(delivered + more.delivered, failed + more.failed, reasons);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.util.HashMap;
import java.util.Map;

/**
 * Room for connections, in all and of one principal.
 *
 * <p>Threads: safe for concurrent use.
 */
final class Slots {

    private final int most;
    private final int mostPerPrincipal;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    Slots(int most, int mostPerPrincipal) {
        this.most = most;
        this.mostPerPrincipal = mostPerPrincipal;
    }

    /**
     * Takes a slot.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException {@code too-many-streams}
     */
    synchronized Slot take(String principal) {
        int own = taken.getOrDefault(principal, 0);
        if (all >= most) {
            throw full("this host serves " + most + " live streams and all are taken");
        }
        if (own >= mostPerPrincipal) {
            throw full(principal + " has " + own + " live streams, and may have " + mostPerPrincipal);
        }
        all++;
        taken.put(principal, own + 1);
        return new Slot(this, principal);
    }

    synchronized void giveBack(String principal) {
        all--;
        taken.computeIfPresent(principal, (name, own) -> own == 1 ? null : own - 1);
    }

    private static RuntimeException full(String detail) {
        return Problem.of(ProblemCode.TOO_MANY_STREAMS, detail)
                .withHeader("Retry-After", "5")
                .toException();
    }
}

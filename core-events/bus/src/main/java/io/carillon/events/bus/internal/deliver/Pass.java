// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.TypePattern;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * One way of a subscription along the log: from when it was put to its place, by a start or by an operator, to the next time.
 *
 * @param number its number, from 1
 * @param version of the plugin; of a client where it was
 * @param types patterns it went by; an immutable list
 * @param from the checkpoint it began at
 * @param finished positions beyond that checkpoint that were finished; ascending, an immutable list
 * @param aside how many events were set aside when it began
 * @param head end of the log when it began: what came later no earlier pass can have had
 * @param moved whether somebody had put the subscription there, so that what lies before it need not be finished
 * @param since when it began
 * @param written when it was last stored what was handled
 */
public record Pass(
        int number,
        String version,
        List<String> types,
        long from,
        List<Long> finished,
        int aside,
        long head,
        boolean moved,
        Instant since,
        Instant written) {

    public Pass {
        types = List.copyOf(types);
        finished = List.copyOf(finished);
    }

    /** Whether it went for events of a type. */
    boolean wants(String type) {
        return types.stream().anyMatch(each -> new TypePattern(each).matches(type));
    }

    /** Whether it began with an event unfinished, and not set aside. */
    boolean mayHaveHad(long position) {
        return from < position && !isAmongFinished(position);
    }

    /** Whether an event was finished for sure when it began, if it was there. */
    boolean foundFinished(long position) {
        return position <= from && aside == 0 || isAmongFinished(position);
    }

    private boolean isAmongFinished(long position) {
        return Collections.binarySearch(finished, position) >= 0;
    }

    /** Roughly how long its text is. */
    int weight() {
        return finished.size() * 12 + types.stream().mapToInt(String::length).sum();
    }

    Pass writtenAt(Instant now) {
        return new Pass(number, version, types, from, finished, aside, head, moved, since, now);
    }
}

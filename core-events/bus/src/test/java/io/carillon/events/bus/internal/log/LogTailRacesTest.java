// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One appends, others read and learn of heads: every interleaving has to look like one after the other. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Param(name = "position", gen = IntGen.class, conf = "0:6")
public class LogTailRacesTest {

    private static final Event EVENT = Event.of(
            EventDraft.builder("a").id("e").source("/test").time(Instant.EPOCH).build());

    private final LogTail tail = new LogTail(3, 1_000_000);

    @Operation(nonParallelGroup = "appender")
    public void append(@Param(name = "position") int position) {
        tail.append(List.of(new LogEntry(position, EVENT)));
    }

    @Operation
    public void advance(@Param(name = "position") int position) {
        tail.advance(position);
    }

    @Operation
    public long head() {
        return tail.head();
    }

    @Operation
    public List<Long> after(@Param(name = "position") int position) {
        List<Long> positions = new ArrayList<>();
        tail.after(position, 4)
                .ifPresentOrElse(
                        page -> page.forEach(each -> positions.add(each.position())), () -> positions.add(-1L));
        return positions;
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void every_interleaving_is_linearizable() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .iterations(10)
                .invocationsPerIteration(100)
                .check(LogTailRacesTest.class);
    }
}

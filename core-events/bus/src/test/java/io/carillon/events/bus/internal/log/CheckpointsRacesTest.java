// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.store.Change;
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

/** A subscription offers, the appender takes and answers, others ask: as if one after the other. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Param(name = "position", gen = IntGen.class, conf = "1:3")
public class CheckpointsRacesTest {

    private final Checkpoints checkpoints = new Checkpoints();
    private List<Change.Checkpoint> taken = List.of();

    @Operation(nonParallelGroup = "subscription")
    public boolean offer(@Param(name = "position") int position) {
        return checkpoints.offer(checkpoints.opening(), new Change.Checkpoint("s", position, List.of()));
    }

    @Operation(nonParallelGroup = "subscription")
    public void supersede() {
        checkpoints.supersede("s");
    }

    @Operation
    public long pending() {
        return checkpoints.pending("s").map(Change.Checkpoint::position).orElse(0L);
    }

    @Operation(nonParallelGroup = "appender")
    public int take() {
        if (!taken.isEmpty()) {
            return -1;
        }
        taken = checkpoints.take(10);
        return taken.size();
    }

    @Operation(nonParallelGroup = "appender")
    public int stillWanted() {
        return checkpoints.stillWanted(taken).size();
    }

    @Operation(nonParallelGroup = "appender")
    public void arrived() {
        checkpoints.arrived(taken);
        taken = List.of();
    }

    @Operation(nonParallelGroup = "appender")
    public void giveBack() {
        checkpoints.giveBack(taken);
        taken = List.of();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void every_interleaving_is_linearizable() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(2)
                .iterations(10)
                .invocationsPerIteration(100)
                .check(CheckpointsRacesTest.class);
    }
}

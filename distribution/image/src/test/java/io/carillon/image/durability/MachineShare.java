// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** How much of the processors was left to this test and the processes it started, while it looked. */
final class MachineShare {

    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final long MILLIS_PER_TICK = 10;
    /** Columns of the first line: user nice system idle iowait irq softirq steal; what follows is part of user. */
    private static final int COLUMNS = 8;

    private static final int IDLE = 3;
    private static final int WAITING = 4;

    private long all;
    private long ours;

    /** A look starts; ended by {@link #end}. */
    void begin() throws IOException {
        add(-1);
    }

    void end() throws IOException {
        add(1);
    }

    private void add(int sign) throws IOException {
        String[] ticks = Files.readAllLines(STATISTICS).get(0).split(" +");
        for (int column = 0; column < COLUMNS; column++) {
            long millis = Long.parseLong(ticks[column + 1]) * MILLIS_PER_TICK;
            all += sign * millis;
            ours += column == IDLE || column == WAITING ? sign * millis : 0;
        }
        ProcessHandle test = ProcessHandle.current();
        ours += sign
                * Stream.concat(Stream.of(test), test.descendants())
                        .mapToLong(process -> process.info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis())
                        .sum();
    }

    /** From 0 to 1; 1 when nothing was looked at. */
    double share() {
        return all == 0 ? 1 : Math.max(0, Math.min(1, (double) ours / all));
    }
}

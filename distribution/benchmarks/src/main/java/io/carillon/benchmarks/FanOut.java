// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares giving each event to {@value #CLIENTS} WebSocket clients with a server that writes each event to each client by
 * itself, from the same source, with the same encoder and over the same container, in one interleaved run on one machine. The
 * clients run beside the server and share its processors. Both have a log in memory.
 *
 * <p>Source: docs/benchmarks.md
 */
public final class FanOut {

    static final int CLIENTS = 100;

    /** Bytes of the data of an event; what is written costs the same for both, how often it is does not. */
    static final int DATA_BYTES = 40;

    private static final double GOAL = 10;

    private final AppendPlan plan;
    private final Path directory;

    FanOut(AppendPlan plan, Path directory) {
        this.plan = plan.withPublishers(1);
        this.directory = directory;
    }

    public static void main(String... arguments) throws Exception {
        AppendPlan plan = AppendPlan.parse(arguments);
        Path directory = Files.createTempDirectory("carillon-fan-out");
        try {
            Report report = new FanOut(plan, directory).run();
            System.out.print(report.table());
            report.write(plan.output());
        } finally {
            Append.delete(directory);
        }
    }

    Report run() throws Exception {
        try (Load load = new Load(plan.publishers());
                Contender ours = LiveContender.open(directory.resolve("ours"));
                Contender peer = WriteEachContender.open(directory.resolve("peer"))) {
            Pairing pairing = new Pairing(ours, peer, GOAL);
            for (int round = 0; round < plan.warmUps() + plan.rounds(); round++) {
                double ourRate = load.run(ours, plan.length());
                double peerRate = load.run(peer, plan.length());
                if (round >= plan.warmUps()) {
                    pairing.add(ourRate, peerRate);
                }
            }
            return new Report(plan, List.of(pairing.result()));
        }
    }
}

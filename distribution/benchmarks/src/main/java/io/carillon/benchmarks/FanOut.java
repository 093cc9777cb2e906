// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

    /** In memory and small, for keeping events is not what is measured; much more than clients may be behind. */
    static final Map<String, String> LOG = Map.of("url", "memory:", "properties", "maxEvents=20000");

    private static final double GOAL = 10;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final AppendPlan plan;
    private final Path directory;
    /** Processor time of all threads for an event in each measured round, in microseconds. */
    private final List<Double> ourCosts = new ArrayList<>();

    private final List<Double> peerCosts = new ArrayList<>();

    FanOut(AppendPlan plan, Path directory) {
        this.plan = plan.withPublishers(1);
        this.directory = directory;
    }

    public static void main(String... arguments) throws Exception {
        AppendPlan plan = AppendPlan.parse(arguments);
        Path directory = Files.createTempDirectory("carillon-fan-out");
        try {
            FanOut fanOut = new FanOut(plan, directory);
            Report report = fanOut.run();
            System.out.print(report.table());
            System.out.println(fanOut.processorTime());
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
                boolean measured = round >= plan.warmUps();
                double ourRate = turn(load, ours, measured ? ourCosts : new ArrayList<>());
                double peerRate = turn(load, peer, measured ? peerCosts : new ArrayList<>());
                if (measured) {
                    pairing.add(ourRate, peerRate);
                }
            }
            return new Report(plan, List.of(pairing.result()));
        }
    }

    private double turn(Load load, Contender contender, List<Double> costs) throws Exception {
        long begin = System.nanoTime();
        long used = PROCESS.getProcessCpuTime();
        double rate = load.run(contender, plan.length());
        double events = rate * (System.nanoTime() - begin) / 1e9;
        costs.add((PROCESS.getProcessCpuTime() - used) / 1e3 / events);
        return rate;
    }

    /** What an event costs on both sides, compiler and collector included; it tells more than rates on a busy machine. */
    String processorTime() {
        double ours = Pairing.median(ourCosts);
        double peer = Pairing.median(peerCosts);
        return String.format(
                Locale.ROOT,
                "Processor time of all threads for an event: %.1f us against %.1f us, ratio %.2f",
                ours,
                peer,
                peer / ours);
    }
}

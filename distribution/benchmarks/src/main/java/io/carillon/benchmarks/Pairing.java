// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Our contender and a peer on one engine, with what was measured of them. Not for concurrent use. */
final class Pairing {

    private final Contender ours;
    private final Contender peer;
    private final double goal;
    private final List<Double> ourRates = new ArrayList<>();
    private final List<Double> peerRates = new ArrayList<>();

    /** @param goal the least ratio that is aimed at */
    Pairing(Contender ours, Contender peer, double goal) {
        this.ours = ours;
        this.peer = peer;
        this.goal = goal;
    }

    /** Gives both their turns, warm-ups first, and returns what was measured. */
    Result run(Load load, AppendPlan plan) throws Exception {
        for (int round = 0; round < plan.warmUps() + plan.rounds(); round++) {
            double ourRate = load.run(ours, plan.length());
            double peerRate = load.run(peer, plan.length());
            if (round >= plan.warmUps()) {
                add(ourRate, peerRate);
            }
        }
        return result();
    }

    void add(double ourRate, double peerRate) {
        ourRates.add(ourRate);
        peerRates.add(peerRate);
    }

    Result result() {
        return new Result(ours.name(), peer.name(), median(ourRates), median(peerRates), goal, ourRates, peerRates);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * What came out, in events per second.
     *
     * @param oursPerSecond median over the rounds, as {@code peerPerSecond}
     * @param goal the least ratio that is aimed at
     */
    record Result(
            String ours,
            String peer,
            double oursPerSecond,
            double peerPerSecond,
            double goal,
            List<Double> ourRounds,
            List<Double> peerRounds) {

        Result {
            ourRounds = List.copyOf(ourRounds);
            peerRounds = List.copyOf(peerRounds);
        }

        double ratio() {
            return oursPerSecond / peerPerSecond;
        }
    }
}

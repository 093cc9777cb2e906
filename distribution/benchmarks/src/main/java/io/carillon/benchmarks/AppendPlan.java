// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is measured.
 *
 * @param rounds measured rounds, after one that only warms up
 * @param length of each contender's turn in a round
 * @param publishers that each wait for their receipt
 * @param output where the JSON goes
 */
record AppendPlan(int rounds, Duration length, int publishers, Path output) {

    private static final String USAGE =
            "options: --rounds N (1 or more), --seconds N, --publishers N (1 to 90), --output FILE";

    AppendPlan {
        if (rounds < 1 || length.isZero() || length.isNegative() || publishers < 1 || publishers > 90) {
            throw new IllegalArgumentException(USAGE);
        }
    }

    static AppendPlan parse(String... arguments) {
        AppendPlan plan = new AppendPlan(5, Duration.ofSeconds(5), 64, Path.of("append.json"));
        if (arguments.length % 2 != 0) {
            throw new IllegalArgumentException(USAGE);
        }
        for (int i = 0; i < arguments.length; i += 2) {
            String value = arguments[i + 1];
            plan = switch (arguments[i]) {
                case "--rounds" -> new AppendPlan(Integer.parseInt(value), plan.length, plan.publishers, plan.output);
                case "--seconds" ->
                    new AppendPlan(
                            plan.rounds, Duration.ofSeconds(Long.parseLong(value)), plan.publishers, plan.output);
                case "--publishers" -> new AppendPlan(plan.rounds, plan.length, Integer.parseInt(value), plan.output);
                case "--output" -> new AppendPlan(plan.rounds, plan.length, plan.publishers, Path.of(value));
                default -> throw new IllegalArgumentException(USAGE);
            };
        }
        return plan;
    }
}

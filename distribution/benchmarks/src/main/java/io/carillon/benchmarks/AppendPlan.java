// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is measured.
 *
 * @param warmUps rounds before the measured ones, in which the compiler settles
 * @param rounds measured rounds
 * @param length of each contender's turn in a round
 * @param publishers that each wait for their receipt
 * @param output where the JSON goes
 */
record AppendPlan(int warmUps, int rounds, Duration length, int publishers, Path output) {

    private static final String USAGE =
            "options: --warm-ups N, --rounds N (1 or more), --seconds N, --publishers N (1 to 90), --output FILE";

    /** So many rounds of 3 s write a gigabyte, after which a PostgreSQL server uses the files of its own log again. */
    private static final int SETTLED = 12;

    AppendPlan {
        if (warmUps < 0 || rounds < 1 || length.isZero() || length.isNegative() || publishers < 1 || publishers > 90) {
            throw new IllegalArgumentException(USAGE);
        }
    }

    /** The same with so many publishers. */
    AppendPlan withPublishers(int number) {
        return new AppendPlan(warmUps, rounds, length, number, output);
    }

    static AppendPlan parse(String... arguments) {
        if (arguments.length % 2 != 0) {
            throw new IllegalArgumentException(USAGE);
        }
        int warmUps = SETTLED;
        int rounds = 5;
        long seconds = 3;
        int publishers = 64;
        Path output = Path.of("append.json");
        for (int i = 0; i < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--warm-ups" -> warmUps = Integer.parseInt(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--seconds" -> seconds = Long.parseLong(value);
                case "--publishers" -> publishers = Integer.parseInt(value);
                case "--output" -> output = Path.of(value);
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        return new AppendPlan(warmUps, rounds, Duration.ofSeconds(seconds), publishers, output);
    }
}

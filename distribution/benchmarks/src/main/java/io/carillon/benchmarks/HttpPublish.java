// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Compares publishing over HTTP with appends inside the process, in one interleaved run on one machine. The clients run
 * beside the server and share its processors.
 *
 * <p>Source: docs/benchmarks.md
 */
public final class HttpPublish {

    private static final double GOAL = 0.5;

    private final AppendPlan plan;
    private final Path directory;

    HttpPublish(AppendPlan plan, Path directory) {
        this.plan = plan;
        this.directory = directory;
    }

    public static void main(String... arguments) throws Exception {
        AppendPlan plan = AppendPlan.parse(arguments.length == 0 ? new String[] {"--publishers", "16"} : arguments);
        Path directory = Files.createTempDirectory("carillon-http");
        try {
            Report report = new HttpPublish(plan, directory).run();
            System.out.print(report.table());
            report.write(plan.output());
        } finally {
            Append.delete(directory);
        }
    }

    Report run() throws Exception {
        try (Load load = new Load(plan.publishers());
                Contender http = HttpContender.open(directory.resolve("http"));
                Contender inside = CarillonContender.open(
                        "inside the process",
                        SmallHost.start(directory.resolve("inside"), Map.of("url", "sqlite:events.db")))) {
            return new Report(plan, List.of(new Pairing(http, inside, GOAL).run(load, plan)));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.http.ProblemAnswer;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import java.time.Duration;
import java.util.Set;

/** Waits until a plugin has become what it was told to be. */
final class PluginWatch {

    private static final Set<String> BEFORE_ENABLED = Set.of("disabled", "quarantined", "starting", "stopping");
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final long POLL = 200;

    private final Server server;
    private final String id;

    PluginWatch(Server server, String id) {
        this.server = server;
        this.id = id;
    }

    /** Waits until it is what it should be, or as near as it gets. */
    Reply await(boolean enabled) {
        long end = System.nanoTime() + LONGEST.toNanos();
        String last = "not there";
        while (System.nanoTime() < end) {
            try {
                Reply reply = server.get(Query.of("/api/v1/plugins/%s", id));
                last = reply.json().at("state").text();
                if (enabled ? !BEFORE_ENABLED.contains(last) : last.equals("disabled")) {
                    return reply;
                }
            } catch (ProblemAnswer e) {
                // Between two names of its file it may not be listed.
                if (e.exit() != Exit.NOT_FOUND) {
                    throw e;
                }
            }
            Deadline.sleep(POLL);
        }
        throw new Failure(
                Exit.TIMED_OUT,
                Words.safe(id) + " is still " + Words.safe(last) + " after " + LONGEST.toSeconds() + " s",
                "the host goes on; see carillon plugin why " + Words.safe(id));
    }
}

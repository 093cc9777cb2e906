// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.ProblemAnswer;
import io.carillon.cli.http.Query;
import io.carillon.launcher.Directories;
import io.carillon.launcher.InstanceLock;
import io.carillon.launcher.LocalHost;
import java.util.Map;
import java.util.Optional;

/**
 * Where the log of this machine is. A host that runs is asked: its command line and environment may say otherwise than the
 * files, and than the environment of this command.
 */
final class LocalStore {

    static final String KEY = "store.url";

    private static final String HINT =
            "carillon status tells how it is; try again when it is ready, or stop it with: carillon stop";

    private LocalStore() {}

    /**
     * What a host that runs was started with; empty when none runs.
     *
     * @throws Failure if one runs and does not say
     */
    static Optional<String> running(Invocation invocation) {
        Map<String, String> environment = invocation.environment();
        Optional<LocalHost> host = LocalHost.find(environment);
        if (host.isEmpty()) {
            if (InstanceLock.holder(Directories.of(environment)).isPresent()) {
                throw new Failure(
                        Exit.UNAVAILABLE,
                        "a host is starting or stopping, and cannot be asked yet where its log is",
                        HINT);
            }
            return Optional.empty();
        }
        String url;
        try {
            url = invocation
                    .server(host.get())
                    .get(Query.of("/api/v1/system/config/%s", KEY))
                    .json()
                    .at("value")
                    .text();
        } catch (ProblemAnswer e) {
            throw untold(e.exit(), HINT, e);
        } catch (Failure e) {
            throw untold(e.exit(), e.hint().isEmpty() ? HINT : e.hint(), e);
        }
        if (url.isEmpty()) {
            throw untold(Exit.FAILED, HINT, new IllegalStateException("it answered without a value"));
        }
        return Optional.of(url);
    }

    private static Failure untold(int exit, String hint, RuntimeException cause) {
        return new Failure(
                exit,
                "the host that runs cannot be asked where its log is: "
                        + Words.line(String.valueOf(cause.getMessage())),
                hint,
                cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.LocalHost;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What lets one in: the given token, or for the owner of the data directory one that is lent for a minute. */
final class Credential {

    /** Then another one is lent; well before the host forgets it. */
    private static final Duration USED = Duration.ofSeconds(20);

    private final Address address;
    private @Nullable String lent;
    private long lentAt;

    Credential(Address address) {
        this.address = address;
    }

    Optional<String> token() {
        if (!address.token().isEmpty()) {
            return Optional.of(address.token());
        }
        if (!address.local()) {
            return Optional.empty();
        }
        String known = lent;
        if (known == null || System.nanoTime() - lentAt > USED.toNanos()) {
            known = lend(System.getenv());
            lent = known;
            lentAt = System.nanoTime();
        }
        return Optional.of(known);
    }

    private static String lend(Map<String, String> environment) {
        LocalHost host = LocalHost.find(environment)
                .orElseThrow(() -> new Failure(Exit.UNAVAILABLE, "the host on this machine has stopped", ""));
        try {
            LocalHost.Answer answer = host.shell(List.of("token:lend"));
            if (answer.exit() != Exit.OK) {
                throw new Failure(answer.exit(), answer.err().strip(), "use a token: --token or CARILLON_TOKEN");
            }
            return answer.out().strip();
        } catch (IOException e) {
            throw new Failure(
                    Exit.NOT_ALLOWED,
                    "the host on this machine lends no token: " + e.getMessage(),
                    "use the account that runs it, or a token: --token or CARILLON_TOKEN",
                    e);
        }
    }
}

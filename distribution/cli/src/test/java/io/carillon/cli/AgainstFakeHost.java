// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask a host of their own for each test. */
abstract class AgainstFakeHost {

    @TempDir
    Path home;

    FakeHost host;

    @BeforeEach
    void startHost() throws IOException {
        host = new FakeHost();
    }

    @AfterEach
    void stopHost() {
        host.close();
    }

    CommandLineRun command() {
        return new CommandLineRun(home).with("CARILLON_URL", host.url());
    }

    /** Runs what is refused before the host is asked. */
    Outcome refused(String... words) {
        Outcome refused = command().run(words);

        assertThat(refused.exit()).as(refused.err()).isEqualTo(Exit.REFUSED);
        assertThat(host.asked()).isEmpty();
        return refused;
    }

    /** What the host was asked last. */
    FakeHost.Asked last() {
        return host.asked().get(host.asked().size() - 1);
    }
}

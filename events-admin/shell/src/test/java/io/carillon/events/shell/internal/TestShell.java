// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;

/** The real runtime of Gogo without a framework, and one session on it. */
final class TestShell implements AutoCloseable {

    final ThreadIOImpl threadIo = new ThreadIOImpl();
    final CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);
    final CommandRunner runner = new CommandRunner(processor, threadIo);

    private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(outBytes, true, StandardCharsets.UTF_8);
    private final PrintStream err = new PrintStream(errBytes, true, StandardCharsets.UTF_8);
    private final CommandSession session = runner.open("shell:tester", out, err);

    TestShell() {
        threadIo.start();
    }

    TestShell with(String scope, Object target, String... functions) {
        for (String function : functions) {
            processor.addCommand(scope, target, function);
        }
        return this;
    }

    int run(String line) {
        outBytes.reset();
        errBytes.reset();
        return runner.run(session, line, out, err);
    }

    String out() {
        return outBytes.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return errBytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        session.close();
        processor.stop();
        threadIo.stop();
    }
}

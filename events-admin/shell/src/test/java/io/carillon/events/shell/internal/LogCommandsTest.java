// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Severity;
import io.carillon.events.admin.LogAdmin;
import java.time.Instant;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LogCommandsTest {

    /** Two records. */
    private static final class TwoRecords implements LogAdmin {

        @Override
        public Page newest(String bundle, Severity least, int limit) {
            throw new AssertionError("not used here");
        }

        @Override
        public Page after(String bundle, long number, Severity least, int limit) {
            throw new AssertionError("not used here");
        }

        @Override
        public List<LogRecord> newest(Severity least, int limit) {
            List<LogRecord> all = List.of(
                    record(1, Severity.WARN, "the port is taken", "java.net.BindException: no\n\tat a.B.c(B.java:1)"),
                    record(2, Severity.INFO, "ready", null));
            return all.stream()
                    .filter(each -> each.severity().compareTo(least) >= 0)
                    .skip(Math.max(0, all.size() - limit))
                    .toList();
        }

        private static LogRecord record(long number, Severity severity, String text, @Nullable String error) {
            return new LogRecord(number, Instant.EPOCH, severity, "b", "logger", "main", text, error);
        }
    }

    /** Nobody logs. */
    private static final class Silence implements LogReaderService {

        @Override
        public void addLogListener(LogListener listener) {
            throw new AssertionError("nobody follows");
        }

        @Override
        public void removeLogListener(LogListener listener) {
            // none was added
        }

        @Override
        public Enumeration<LogEntry> getLog() {
            return Collections.emptyEnumeration();
        }
    }

    private final TestShell shell =
            new TestShell().with("log", new LogCommands(new TwoRecords(), new Silence()), "tail");

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void the_newest_records_are_shown_oldest_first_with_what_was_thrown_in_one_line() {
        assertThat(shell.run("log:tail")).isZero();
        assertThat(shell.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(" WARN  the port is taken — java.net.BindException: no"),
                        line -> assertThat(line).endsWith(" INFO  ready"));
        assertThat(shell.run("log:tail --level warn")).isZero();
        assertThat(shell.out()).contains("WARN").doesNotContain("INFO");
        assertThat(shell.run("log:tail -n 0")).isZero();
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void what_makes_no_sense_is_refused() {
        assertThat(shell.run("log:tail --count -1")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("--count is less than 0: -1");
        assertThat(shell.run("log:tail --level loud")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("one of error, warn, info, debug, trace");
    }
}

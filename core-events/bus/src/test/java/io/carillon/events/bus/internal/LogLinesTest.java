// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LogLinesTest {

    /** A log as listeners see it. */
    private static final class Log implements LogReaderService {
        private final List<LogListener> listeners = new ArrayList<>();

        @Override
        public void addLogListener(LogListener listener) {
            listeners.add(listener);
        }

        @Override
        public void removeLogListener(LogListener listener) {
            listeners.remove(listener);
        }

        @Override
        public Enumeration<LogEntry> getLog() {
            return Collections.emptyEnumeration();
        }

        void write(@Nullable Bundle by) {
            LogEntry entry = of(LogEntry.class, by);
            List.copyOf(listeners).forEach(each -> each.logged(entry));
        }
    }

    /** Something that answers every question with one bundle. */
    private static <T> T of(Class<T> type, @Nullable Object answer) {
        return type.cast(Proxy.newProxyInstance(
                LogLinesTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }

    @Test
    void a_line_is_counted_for_the_bundle_that_wrote_it_as_long_as_lines_are_counted() {
        Log log = new Log();
        List<Bundle> counted = new ArrayList<>();
        Bundle bundle = of(Bundle.class, null);
        try (LogLines lines = new LogLines(log, counted::add)) {
            assertThat(log.listeners).containsExactly(lines);
            log.write(bundle);
            log.write(null);
            log.write(bundle);
        }
        log.write(bundle);
        assertThat(counted).hasSize(2).allMatch(each -> each == bundle);
        assertThat(log.listeners).isEmpty();
    }
}

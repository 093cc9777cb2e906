// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Severity;
import io.carillon.events.admin.LogAdmin;
import io.carillon.events.admin.LogAdmin.LogRecord;
import io.carillon.events.admin.LogAdmin.Page;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.LogLevel;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KeptLogTest {

    private final TestLog log = new TestLog();

    private static List<String> texts(Page page) {
        return page.records().stream().map(LogRecord::text).toList();
    }

    private void write(String bundle, LogLevel level, String text) {
        log.write(bundle, level, text, null);
    }

    @Test
    void a_record_says_who_wrote_what_when_and_how_bad_it_is() {
        KeptLog kept = new KeptLog(log);
        log.write("a", LogLevel.ERROR, "fails", new IllegalStateException("no port"));
        log.write(null, LogLevel.AUDIT, "of nobody", null);

        assertThat(kept.newest(Severity.TRACE, 9))
                .containsExactly(
                        new LogRecord(
                                1,
                                TestLog.TIME,
                                Severity.ERROR,
                                "a",
                                "com.example.Logger",
                                "worker-1",
                                "fails",
                                kept.newest("a", Severity.TRACE, 1)
                                        .records()
                                        .get(0)
                                        .error()),
                        new LogRecord(
                                2,
                                TestLog.TIME,
                                Severity.INFO,
                                "",
                                "com.example.Logger",
                                "worker-1",
                                "of nobody",
                                null));
        assertThat(kept.newest("a", Severity.TRACE, 1).records().get(0).error())
                .startsWith("java.lang.IllegalStateException: no port\n\tat ");
        kept.stop();
        assertThat(log.listeners).isEmpty();
    }

    @Test
    void each_bundle_has_a_share_of_its_own() {
        KeptLog kept = new KeptLog(log);
        write("quiet", LogLevel.INFO, "once");
        for (int i = 1; i <= LogAdmin.MAX_RECORDS + 1; i++) {
            write("loud", LogLevel.INFO, String.valueOf(i));
        }

        assertThat(texts(kept.newest("quiet", Severity.TRACE, 9))).containsExactly("once");
        List<String> loud = texts(kept.newest("loud", Severity.TRACE, 1_000));
        assertThat(loud)
                .hasSize(LogAdmin.MAX_RECORDS)
                .startsWith("2")
                .endsWith(String.valueOf(LogAdmin.MAX_RECORDS + 1));
        assertThat(kept.after("loud", 1, Severity.TRACE, 9).gap()).isTrue();
        assertThat(kept.after("loud", 2, Severity.TRACE, 9).gap()).isFalse();
        assertThat(kept.after("quiet", 0, Severity.TRACE, 9).gap()).isFalse();
    }

    @Test
    void long_records_are_cut_and_take_the_places_of_more() {
        KeptLog kept = new KeptLog(log);
        int each = LogAdmin.MAX_TEXT * 2;
        for (int i = 0; i < LogAdmin.MAX_CHARACTERS / each + 5; i++) {
            log.write("a", LogLevel.INFO, i + "x".repeat(100_000), new Exception("y".repeat(100_000)));
        }

        List<LogRecord> records = kept.newest("a", Severity.TRACE, 1_000).records();
        assertThat(records).hasSize(LogAdmin.MAX_CHARACTERS / (each + 100));
        assertThat(records).allSatisfy(record -> {
            assertThat(record.text()).hasSize(LogAdmin.MAX_TEXT + 1).endsWith("x…");
            assertThat(record.error()).hasSize(LogAdmin.MAX_TEXT + 1).endsWith("y…");
        });
    }

    @Test
    void of_more_bundles_than_have_room_those_go_that_wrote_nothing_for_longest() {
        KeptLog kept = new KeptLog(log);
        for (int i = 0; i < LogAdmin.MAX_BUNDLES; i++) {
            write("b" + i, LogLevel.INFO, "first");
        }
        write("b0", LogLevel.INFO, "again");
        kept.newest("b1", Severity.TRACE, 1);
        write("another", LogLevel.INFO, "first");

        assertThat(texts(kept.newest("b0", Severity.TRACE, 9))).containsExactly("first", "again");
        assertThat(kept.newest("b1", Severity.TRACE, 9).records())
                .as("reading is not writing")
                .isEmpty();
        assertThat(kept.after("b1", 0, Severity.TRACE, 9).gap()).isTrue();
        write("b1", LogLevel.INFO, "again");
        assertThat(kept.after("b1", 0, Severity.TRACE, 9).gap()).isTrue();
        assertThat(kept.after("b1", 2, Severity.TRACE, 9).gap()).isFalse();
    }

    @Test
    void it_goes_on_after_any_number_and_counts_no_record_of_less_weight() {
        KeptLog kept = new KeptLog(log);
        for (int i = 1; i <= 6; i++) {
            write(i % 2 == 0 ? "even" : "odd", i < 3 ? LogLevel.DEBUG : LogLevel.WARN, String.valueOf(i));
        }

        Page first = kept.after("even", 0, Severity.INFO, 1);
        Page second = kept.after("even", first.next(), Severity.INFO, 1);
        Page none = kept.after("even", second.next(), Severity.INFO, 1);

        assertThat(texts(first)).containsExactly("4");
        assertThat(texts(second)).containsExactly("6");
        assertThat(none).isEqualTo(new Page(List.of(), 6, false));
        assertThat(kept.after("none", 0, Severity.TRACE, 1)).isEqualTo(new Page(List.of(), 6, false));
        assertThat(texts(kept.newest("odd", Severity.TRACE, 2))).containsExactly("3", "5");
        assertThat(kept.newest(Severity.TRACE, 3).stream().map(LogRecord::text)).containsExactly("4", "5", "6");
    }

    @Test
    void what_was_logged_before_it_came_is_taken_over_once_and_the_log_service_forgets_it() throws Exception {
        write("a", LogLevel.INFO, "1");
        write("a", LogLevel.INFO, "2");
        Thread late = new Thread(log::tellAgain);
        log.whenAsked = late::start;

        KeptLog kept = new KeptLog(log);
        late.join();
        write("a", LogLevel.INFO, "3");
        write("a", LogLevel.INFO, "4");

        assertThat(texts(kept.newest("a", Severity.TRACE, 9))).containsExactly("1", "2", "3", "4");
        assertThat(log.kept).isEmpty();
    }

    @Test
    void nothing_of_who_wrote_stays_in_memory() {
        KeptLog kept = new KeptLog(log);
        WeakReference<Throwable> thrown = thrown();

        await().until(() -> {
            System.gc();
            return thrown.refersTo(null);
        });
        assertThat(kept.newest("a", Severity.TRACE, 1).records().get(0).error()).contains("of a plugin");
    }

    private WeakReference<Throwable> thrown() {
        Throwable thrown = new IllegalStateException("of a plugin");
        log.write("a", LogLevel.ERROR, "fails", thrown);
        return new WeakReference<>(thrown);
    }

    @Test
    void many_may_log_at_a_time() throws Exception {
        KeptLog kept = new KeptLog(log);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String bundle = "b" + i;
            threads.add(new Thread(() -> IntStream.range(0, 1_000).forEach(j -> write(bundle, LogLevel.INFO, "x"))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        List<Long> numbers = kept.newest(Severity.TRACE, 10_000).stream()
                .map(LogRecord::number)
                .toList();
        assertThat(numbers).hasSize(4 * LogAdmin.MAX_RECORDS).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.get(numbers.size() - 1)).isEqualTo(4_000);
    }

    @Test
    void an_exception_that_throws_when_it_is_asked_is_named() {
        KeptLog kept = new KeptLog(log);
        @Nullable
        Throwable broken = new IllegalStateException("x") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("no text");
            }
        };
        log.write("a", LogLevel.INFO, "fails", broken);

        assertThat(kept.newest("a", Severity.TRACE, 1).records().get(0).error())
                .endsWith("(its text cannot be had: java.lang.UnsupportedOperationException)");
    }
}

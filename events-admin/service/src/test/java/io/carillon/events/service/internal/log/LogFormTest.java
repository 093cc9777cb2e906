// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LogFormTest {

    @TempDir
    Path logs;

    private final Logger logger = (Logger) LoggerFactory.getLogger("carillon.events");
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final List<StoredEvent> log = new CopyOnWriteArrayList<>();
    private final Semaphore appended = new Semaphore(0);
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicLong openedAt = new AtomicLong();
    private final EventsAdmin events = (EventsAdmin) Proxy.newProxyInstance(
            EventsAdmin.class.getClassLoader(),
            new Class<?>[] {EventsAdmin.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "head" -> {
                    if (!open.get()) {
                        throw new StoreUnavailableException("no store is open");
                    }
                    yield new LogHead(1, log.size(), Hash.ZERO, 1);
                }
                case "openedAt" -> open.get() ? OptionalLong.of(openedAt.get()) : OptionalLong.empty();
                case "awaitAfter" -> {
                    appended.tryAcquire(50, TimeUnit.MILLISECONDS);
                    yield (long) log.size();
                }
                case "readAfter" -> {
                    if (away.get()) {
                        throw new StoreUnavailableException("no store is open");
                    }
                    yield List.copyOf(log.subList(((Long) arguments[0]).intValue(), log.size()));
                }
                default -> throw new AssertionError("not used here: " + method);
            });

    @BeforeEach
    void listen() {
        written.list = new CopyOnWriteArrayList<>();
        written.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(written);
    }

    @AfterEach
    void restore() {
        logger.detachAppender(written);
        logger.setLevel(null);
        System.clearProperty(LogForm.FORMAT);
        System.clearProperty(LogForm.TARGET);
    }

    private void append(String type, String json) {
        long position = log.size() + 1L;
        Event event = Event.of(EventDraft.builder(type)
                .id("e" + position)
                .source("/scanner")
                .timeText("2026-01-31T12:00:00Z")
                .data(EventData.json(json))
                .build());
        log.add(new StoredEvent(position, 0, event, Instant.EPOCH, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, false));
        appended.release();
    }

    @SuppressWarnings("BadAnnotationImplementation") // nobody compares them
    private static LogForm.Config config(String format, String target, boolean eventLine) {
        return new LogForm.Config() {
            @Override
            public String format() {
                return format;
            }

            @Override
            public String target() {
                return target;
            }

            @Override
            public boolean eventLine() {
                return eventLine;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return LogForm.Config.class;
            }
        };
    }

    private List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void the_form_is_handed_on_and_another_than_those_there_are_is_refused() {
        new LogForm(logs, config("json", "console", false));
        assertThat(System.getProperty(LogForm.FORMAT)).isEqualTo("json");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogForm(logs, config("xml", "console", false)))
                .withMessageContaining("carillon.log.format")
                .withMessageContaining("xml");
    }

    @Test
    void a_file_is_the_place_only_where_it_can_be_written() throws Exception {
        new LogForm(logs, config("text", "file", false));
        assertThat(System.getProperty(LogForm.TARGET)).isEqualTo("file");
        new LogForm(logs, config("text", "console", false));
        assertThat(System.getProperty(LogForm.TARGET)).isEqualTo("console");

        Path none = Files.writeString(logs.resolve("none"), "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogForm(none, config("text", "file", false)))
                .withMessageContaining(none + "; give it the right to")
                .withMessageContaining("CARILLON_LOGS");
        assertThat(System.getProperty(LogForm.TARGET)).isEqualTo("console");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogForm(logs, config("text", "syslog", false)))
                .withMessageContaining("carillon.log.target")
                .withMessageContaining("syslog");
    }

    @Test
    void events_right_after_a_log_was_opened_are_lines_too() {
        append("scan.before", "{}");
        open.set(false);
        LogForm form = new LogForm(logs, config("text", "console", true));
        form.useEvents(events);

        openedAt.set(log.size());
        append("scan.first", "{}");
        open.set(true);

        await().untilAsserted(
                        () -> assertThat(lines()).singleElement().asString().contains("scan.first"));
        form.stop();
    }

    @Test
    void where_wanted_each_event_from_now_on_is_a_line_also_after_the_store_was_away() {
        append("scan.before", "{}");
        LogForm form = new LogForm(logs, config("text", "console", true));
        form.useEvents(events);

        append("scan.completed", "{\"n\":1}");
        await().untilAsserted(
                        () -> assertThat(lines())
                                .containsExactly(
                                        "[EVENT SOURCING] scan.completed | Data: {\"n\":1} | Source: /scanner | Time: 2026-01-31T12:00:00Z"));
        away.set(true);
        append("scan.missed", "{}");
        away.set(false);
        await().untilAsserted(
                        () -> assertThat(lines()).hasSize(2).last().asString().contains("scan.missed"));

        form.stop();
    }

    @Test
    void by_default_no_event_is_written() {
        LogForm form = new LogForm(logs, config("text", "console", false));
        form.useEvents(events);
        append("scan.completed", "{}");

        assertThat(appended.availablePermits()).isOne();
        assertThat(lines()).isEmpty();
        form.stop();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** The command on a Logback of its own. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LogLevelTest {

    private static final String CONFIGURATION = """
            <configuration>
              <appender name="list" class="ch.qos.logback.core.read.ListAppender"/>
              <logger name="org.noisy" level="WARN"/>
              <root level="INFO"><appender-ref ref="list"/></root>
            </configuration>
            """;

    @TempDir
    Path directory;

    private final LoggerContext logback = new LoggerContext();
    private boolean loads = true;
    private TestShell shell;
    private Path configured;

    @BeforeEach
    void open() throws IOException {
        configured = Files.writeString(directory.resolve("configured.xml"), CONFIGURATION);
        load(configured);
        shell = shell(
                new LogLevels(configured, directory.resolve("copy.xml"), this::load, logback, Duration.ofMillis(200)));
    }

    private static TestShell shell(@Nullable LogLevels levels) {
        return new TestShell().with("log", new LogLevelCommand(levels), "level");
    }

    @AfterEach
    void close() {
        shell.close();
        logback.stop();
    }

    private void load(Path file) throws IOException {
        if (!loads) {
            return;
        }
        logback.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logback);
        try {
            configurator.doConfigure(file.toFile());
        } catch (JoranException e) {
            throw new IOException(e);
        }
    }

    private List<String> logged() {
        ListAppender<ILoggingEvent> list = (ListAppender<ILoggingEvent>)
                logback.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("list");
        return list.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void a_level_is_set_for_a_logger_and_those_below_it_and_taken_back() {
        assertThat(shell.run("log:level org.noisy.thing")).isZero();
        assertThat(shell.out()).isEqualTo("warn\n");

        assertThat(shell.run("log:level org.noisy Debug")).as(shell.err()).isZero();
        assertThat(shell.out()).isEqualTo("org.noisy is at debug until the host stops\n");
        logback.getLogger("org.noisy.thing").debug("heard");
        logback.getLogger("org.noisy.thing").trace("too much");
        logback.getLogger("org.other").debug("not asked for");
        assertThat(logged()).containsExactly("heard");
        shell.run("log:level org.noisy.thing");
        assertThat(shell.out()).isEqualTo("debug\n");

        assertThat(shell.run("log:level org.noisy default")).isZero();
        assertThat(shell.out()).startsWith("org.noisy is at warn");
        assertThat(configured).hasContent(CONFIGURATION);
    }

    @Test
    void the_root_may_be_set_and_changes_add_up() {
        shell.run("log:level root error");
        shell.run("log:level com.example.any trace");

        assertThat(shell.run("log:level")).isZero();
        assertThat(shell.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "LOGGER LEVEL CHANGED FROM", "ROOT error info", "com.example.any trace –", "org.noisy warn");
        logback.getLogger("io.some").warn("below");
        logback.getLogger("com.example.any").trace("heard");
        assertThat(logged()).containsExactly("heard");
    }

    @Test
    void off_is_silence() {
        shell.run("log:level org.noisy off");

        logback.getLogger("org.noisy").error("unheard");
        assertThat(logged()).isEmpty();
        shell.run("log:level org.noisy");
        assertThat(shell.out()).isEqualTo("off\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loud", "''", "warning", "7", "ALL"})
    void a_level_that_is_none_is_refused_with_those_there_are(String word) {
        assertThat(shell.run("log:level org.noisy " + word)).isEqualTo(CommandException.USAGE);

        assertThat(shell.err()).contains("is not a level", "trace, debug, info, warn, error, off", "default");
        shell.run("log:level org.noisy");
        assertThat(shell.out()).isEqualTo("warn\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'two words'", "'a\u0001b'", "'a\ufffeb'"})
    void a_name_that_no_logger_has_is_refused(String word) {
        assertThat(shell.run("log:level " + word + " debug")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("is not the name of a logger");
    }

    @Test
    void a_name_may_have_what_XML_uses_itself() {
        assertThat(shell.run("log:level 'a<b>&\"c' debug")).as(shell.err()).isZero();

        assertThat(logback.getLogger("a<b>&\"c").isDebugEnabled()).isTrue();
    }

    @Test
    void more_than_two_words_are_refused() {
        assertThat(shell.run("log:level a debug b")).isEqualTo(CommandException.USAGE);
    }

    @Test
    void there_is_a_limit_to_changes() {
        for (int i = 0; i < LogLevels.MAX_CHANGES; i++) {
            assertThat(shell.run("log:level logger" + i + " debug")).isZero();
        }

        assertThat(shell.run("log:level one.more debug")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains(Integer.toString(LogLevels.MAX_CHANGES));
        assertThat(shell.run("log:level logger0 warn")).isZero();
        assertThat(shell.run("log:level logger0 default")).isZero();
        assertThat(shell.run("log:level one.more debug")).isZero();
    }

    @Test
    void a_file_that_cannot_be_read_is_named_and_changes_nothing() throws IOException {
        Files.writeString(configured, "<configuration>");

        assertThat(shell.run("log:level org.noisy debug")).isEqualTo(CommandException.FAILED);

        assertThat(shell.err()).contains("configured.xml is not XML");
        assertThat(logback.getLogger("org.noisy").isDebugEnabled()).isFalse();
    }

    @Test
    void a_runtime_that_does_not_follow_is_told() {
        loads = false;

        assertThat(shell.run("log:level org.noisy debug")).isEqualTo(CommandException.FAILED);
        assertThat(shell.err()).contains("has not taken");
    }

    @Test
    void a_host_without_such_a_file_says_so() {
        shell.close();
        shell = shell(null);

        assertThat(shell.run("log:level")).isEqualTo(CommandException.UNAVAILABLE);
    }
}

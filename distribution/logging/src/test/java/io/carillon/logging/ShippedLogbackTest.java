// SPDX-License-Identifier: Apache-2.0
package io.carillon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.status.ErrorStatus;
import ch.qos.logback.core.status.InfoStatus;
import ch.qos.logback.core.util.FileSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that the image has in conf/. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ShippedLogbackTest {

    private static final Path SHIPPED = Path.of("../image/src/main/image/conf/logback.xml");
    private static final String LOGS = "carillon.logs";
    private static final int SMALL = 4_096;
    private static final int RECORD = 100;

    @TempDir
    Path directory;

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("io.carillon.somewhere");

    @BeforeEach
    void configure() throws Exception {
        System.setProperty(LOGS, directory.toString());
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(SHIPPED.toFile());
    }

    @AfterEach
    void restore() {
        context.stop();
        System.clearProperty(LOGS);
        System.clearProperty(TargetFilter.TARGET);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void there_is_a_file_only_from_when_on_it_is_wanted() throws Exception {
        logger.info("before");
        assertThat(files()).isEmpty();

        System.setProperty(TargetFilter.TARGET, "file");
        logger.info("wanted");
        System.setProperty(TargetFilter.TARGET, "console");
        logger.info("after");

        assertThat(files()).containsExactly("carillon.log");
        assertThat(directory.resolve("carillon.log"))
                .content()
                .contains("wanted")
                .doesNotContain("before", "after");
    }

    @Test
    void the_files_have_a_limit_in_size_and_in_number() throws Exception {
        System.setProperty(TargetFilter.TARGET, "file");
        RollingFileAppender<?> file = (RollingFileAppender<?>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("file");
        SizeBasedTriggeringPolicy<?> size =
                (SizeBasedTriggeringPolicy<?>) Objects.requireNonNull(file).getTriggeringPolicy();
        assertThat(size.getMaxFileSize().getSize()).isEqualTo(10 * 1024 * 1024);
        size.setMaxFileSize(new FileSize(SMALL));

        for (int i = 0; i < 20 * SMALL / RECORD; i++) {
            logger.info("{} {}", i, "x".repeat(RECORD));
        }

        assertThat(files())
                .containsExactlyElementsOf(Stream.concat(
                                IntStream.rangeClosed(1, 9).mapToObj(i -> "carillon." + i + ".log"),
                                Stream.of("carillon.log"))
                        .toList());
        for (String name : files()) {
            assertThat(directory.resolve(name))
                    .satisfies(each -> assertThat(Files.size(each)).isBetween((long) RECORD, SMALL + 2L * RECORD));
        }
        assertThat(directory.resolve("carillon.log")).content().contains((20 * SMALL / RECORD - 1) + " x");
    }

    @Test
    void only_what_keeps_records_from_being_written_is_said_on_one_line() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        TroubleListener listener = new TroubleListener(new PrintStream(said, true, StandardCharsets.UTF_8));

        listener.addStatusEvent(new InfoStatus("all is well", this));
        listener.addStatusEvent(new ErrorStatus("cannot\nwrite", this, new IOException("No space left on device")));

        assertThat(said.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("the log: cannot ⏎ write: java.io.IOException: No space left on device");
    }
}

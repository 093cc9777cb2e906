// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.events.EventConflictException;
import io.carillon.events.InvalidEventException;
import io.carillon.events.OverloadedException;
import io.carillon.events.StoreUnavailableException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandRunnerTest {

    /** Public, because Gogo calls it by reflection. */
    public static final class Sample {

        @Descriptor("Greets.")
        public String greet(
                @Descriptor("how loud")
                        @Parameter(
                                names = {"--loud", "-l"},
                                presentValue = "true",
                                absentValue = "false")
                        boolean loud,
                @Descriptor("how often") @Parameter(names = "--times", absentValue = "1") int times,
                @Descriptor("NAME: whom") String name) {
            return ("hello " + name + (loud ? "!" : "") + "\n").repeat(times);
        }

        public String who(CommandSession session) {
            return Caller.of(session);
        }

        public void print(String text) {
            System.out.println(text);
        }

        public String scan() {
            return "all";
        }

        public String scan(@Descriptor("COUNT: how many") int count) {
            return "some " + count;
        }

        public Verdict judge() {
            return new Verdict("bad", 8);
        }

        public void fail(String how) throws Exception {
            switch (how) {
                case "invalid" -> throw new InvalidEventException("type", "must be good", "bad");
                case "conflict" -> throw new EventConflictException("/s", "1", 7);
                case "away" -> throw new CompletionException(new StoreUnavailableException("no store is open"));
                case "busy" -> throw new OverloadedException("the queue is full");
                case "missing" -> throw new NoSuchElementException("there is no such thing");
                case "usage" -> throw new IllegalArgumentException("not like this\u001b[2J");
                case "interrupted" -> throw new InterruptedException("interrupted");
                case "linkage" -> throw new NoClassDefFoundError("org/example/Gone");
                case "endless" -> fail("endless");
                default -> throw new IllegalStateException("odd");
            }
        }
    }

    private final TestShell shell = new TestShell()
            .with("sample", new Sample(), "greet", "who", "print", "judge", "fail", "scan")
            .with("gogo", new Sample(), "who")
            .with("felix", new Sample(), "who")
            .with("cm", new Sample(), "who");

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void what_a_command_returns_is_printed() {
        assertThat(shell.run("sample:greet --times 2 'big world' --loud")).isZero();
        assertThat(shell.out()).isEqualTo("hello big world!\nhello big world!\n");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void a_command_is_found_by_two_words_too_as_the_list_of_help_has_them() {
        assertThat(shell.run("Sample greet --times 2 'big world'")).isZero();
        assertThat(shell.out()).isEqualTo("hello big world\nhello big world\n");
        assertThat(shell.run("help sample greet")).isZero();
        assertThat(shell.out()).contains("sample:greet").doesNotContain("sample:who");
        assertThat(shell.run("sample gret")).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("gogo who")).isEqualTo(CommandException.USAGE);
    }

    @Test
    void a_command_knows_who_called_it() {
        assertThat(shell.run("sample:who")).isZero();
        assertThat(shell.out()).isEqualTo("shell:tester\n");
    }

    @Test
    void what_a_command_prints_goes_to_its_session() {
        assertThat(shell.run("sample:print text")).isZero();
        assertThat(shell.out()).isEqualTo("text\n");
    }

    @Test
    void a_verdict_decides_the_exit_code() {
        assertThat(shell.run("sample:judge")).isEqualTo(8);
        assertThat(shell.out()).isEqualTo("bad\n");
    }

    @Test
    void a_blank_line_does_nothing() {
        assertThat(shell.run("  ")).isZero();
        assertThat(shell.out() + shell.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "invalid, 7",
        "conflict, 5",
        "away, 6",
        "busy, 6",
        "missing, 3",
        "usage, 2",
        "interrupted, 130",
        "linkage, 1",
        "endless, 1",
        "other, 1"
    })
    void a_failure_becomes_an_exit_code_and_a_sentence(String how, int exit) {
        assertThat(shell.run("sample:fail " + how)).isEqualTo(exit);
        assertThat(shell.err()).startsWith("error: ").doesNotContain("\u001b", "Exception: ");
        assertThat(shell.run("sample:who")).as("the session goes on").isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "osgi:eval sample:who",
                "osgi:addcommand x y",
                "gogo:who",
                "felix:who",
                "cm:who",
                "sample:none",
                "who",
                ".context",
                "exec ls",
                "sh",
                "cat /etc/passwd",
                "*:who"
            })
    void only_commands_of_the_host_and_its_plugins_can_be_run(String line) {
        assertThat(shell.run(line)).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("there is no command").contains("hint: help");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void gogo_programs_are_not_evaluated() {
        assertThat(shell.run("sample:print '$(sample:who) ${x} $.context'")).isZero();
        assertThat(shell.out()).isEqualTo("$(sample:who) ${x} $.context\n");
        assertThat(shell.run("x = sample:who")).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("sample:who | sample:print x")).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("sample:who > /tmp/file")).isEqualTo(CommandException.USAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "sample:greet, NAME is missing",
        "sample:greet a b, '\"b\" is one argument too many'",
        "sample:greet --times many a, '--times must be a whole number, got \"many\"'",
        "sample:greet a --times, --times needs a value",
        "sample:greet --times 1 --times 2 a, --times is given twice",
        "sample:greet --what a, there is no option --what"
    })
    void wrong_arguments_are_named_and_show_how_the_command_is_used(String line, String mistake) {
        assertThat(shell.run(line)).isEqualTo(CommandException.USAGE);
        assertThat(shell.err())
                .startsWith("error: sample:greet: " + mistake + "\n")
                .contains("sample:greet [--loud] [--times …] NAME")
                .contains("--times")
                .contains("how often");
    }

    @Test
    void the_nearest_of_several_functions_names_the_mistake() {
        assertThat(shell.run("sample:scan")).isZero();
        assertThat(shell.run("sample:scan 3")).isZero();
        assertThat(shell.run("sample:scan x")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).startsWith("error: sample:scan: COUNT must be a whole number, got \"x\"\n");
        assertThat(shell.run("sample:scan 3 4")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).startsWith("error: sample:scan: \"4\" is one argument too many\n");
    }

    @Test
    void a_scope_alone_is_asking_for_its_help() {
        assertThat(shell.run("sample")).isZero();
        assertThat(shell.out())
                .contains("sample:greet [--loud]")
                .contains("Greets.")
                .contains("sample:who");
        assertThat(shell.run("SAMPLE")).isZero();
        assertThat(shell.run("sample:nothing")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("hint: help sample");
        assertThat(shell.run("gogo")).isEqualTo(CommandException.USAGE);
    }

    @Test
    void help_names_the_commands_and_leaves_out_what_cannot_be_run() {
        assertThat(shell.run("help")).isZero();
        assertThat(shell.out())
                .contains("sample     fail greet judge print scan who")
                .doesNotContain("gogo", "osgi", "cm ");
        assertThat(shell.run("help sample:greet")).isZero();
        assertThat(shell.out()).contains("Greets.").contains("--loud, -l").contains("whom");
        assertThat(shell.run("help sample")).isZero();
        assertThat(shell.out()).contains("sample:who");
        assertThat(shell.run("help nothing")).isEqualTo(CommandException.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", " quit "})
    void a_word_ends_the_console_and_nothing_after_it_is_run(String word) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BufferedReader in = new BufferedReader(new StringReader("sample:judge\n" + word + "\nsample:who\n"));

        new Console(shell.runner).read(in, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("carillon> bad\ncarillon> ");
    }

    @Test
    void every_command_is_audited_even_one_that_is_refused() {
        Logger logger = (Logger) LoggerFactory.getLogger(CommandRunner.class);
        ListAppender<ILoggingEvent> records = new ListAppender<>();
        records.start();
        logger.addAppender(records);
        try {
            shell.run("sample:print secret=hunter2");
            shell.run("exec rm");
        } finally {
            logger.detachAppender(records);
        }
        assertThat(records.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("shell:tester: sample:print secret=…", "shell:tester: exec rm");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.ClosedException;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventsException;
import io.carillon.events.InvalidEventException;
import io.carillon.events.RevisionConflictException;
import io.carillon.events.TooLargeException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.threadio.ThreadIO;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs command lines: audits them, finds the Gogo command, prints what it returns, and makes an exit code of how it ended.
 * Gogo's language is not evaluated, so a line can only do what a command offers.
 *
 * <p>Threads: safe for concurrent use; a session is used by one thread at a time.
 */
@Component(service = CommandRunner.class)
public final class CommandRunner {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

    private final CommandProcessor processor;
    private final ThreadIO threadIo;

    @Activate
    public CommandRunner(@Reference CommandProcessor processor, @Reference ThreadIO threadIo) {
        this.processor = processor;
        this.threadIo = threadIo;
    }

    /** A session that prints to the two streams; to be closed. */
    CommandSession open(String caller, PrintStream out, PrintStream err) {
        CommandSession session = processor.createSession(InputStream.nullInputStream(), out, err);
        Caller.set(session, caller);
        return session;
    }

    /** Runs one line to its end; returns its exit code. Never throws for what a command does. */
    int run(CommandSession session, String line, PrintStream out, PrintStream err) {
        String name = "";
        List<String> words = List.of();
        try {
            words = CommandNames.joined(CommandNames.of(session), CommandLine.split(line));
            if (words.isEmpty()) {
                return 0;
            }
            name = words.get(0).toLowerCase(Locale.ROOT);
            LOG.info("{}: {}", Caller.of(session), AuditLine.of(words));
            return print(session, call(session, name, words.subList(1, words.size()), out), out);
        } catch (VirtualMachineError e) {
            if (!(e instanceof StackOverflowError)) {
                throw e;
            }
            return fail(session, name, words, e, err);
        } catch (Throwable e) {
            return fail(session, name, words, e, err);
        }
    }

    private Object call(CommandSession session, String name, List<String> arguments, PrintStream out) throws Exception {
        if (name.equals("help")) {
            return Help.of(session, arguments);
        }
        Set<String> names = CommandNames.of(session);
        if (arguments.isEmpty() && CommandNames.hasScope(names, name)) {
            return Help.of(session, List.of(name));
        }
        if (!names.contains(name) || !(session.get(name) instanceof Function function)) {
            String scope = CommandNames.scope(name);
            throw CommandException.usage(
                    "there is no command \"" + Printable.shortened(name, 100) + "\"",
                    CommandNames.hasScope(names, scope) ? "help " + scope : "help");
        }
        threadIo.setStreams(InputStream.nullInputStream(), out, System.err);
        try {
            Object result = function.execute(session, new ArrayList<>(arguments));
            return result == null ? "" : result;
        } finally {
            threadIo.close();
        }
    }

    private static int print(CommandSession session, Object result, PrintStream out) {
        String text = session.format(result, Converter.INSPECT).toString();
        if (!text.isEmpty()) {
            out.print(text.endsWith("\n") ? text : text + "\n");
        }
        out.flush();
        return result instanceof Verdict verdict ? verdict.exit() : 0;
    }

    private static int fail(
            CommandSession session, String name, List<String> words, Throwable thrown, PrintStream err) {
        Throwable cause = thrown;
        while ((cause instanceof ExecutionException
                        || cause instanceof CompletionException
                        || cause instanceof InvocationTargetException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String hint = cause instanceof CommandException refused ? refused.hint() : "";
        int exit = exit(cause);
        if (cause instanceof IllegalArgumentException && text.startsWith("Cannot coerce")) {
            text = Help.mistake(session, name, words.subList(1, words.size()))
                    .map(mistake -> name + ": " + mistake)
                    .orElse(name + " does not take these arguments");
            hint = Help.describe(session, name);
        }
        if (exit == CommandException.FAILED && !(cause instanceof CommandException)) {
            LOG.warn("{} of {} failed", name, Caller.of(session), cause);
            hint = "the log of the host says more";
        }
        err.print("error: " + multiline(text) + "\n" + (hint.isEmpty() ? "" : "  hint: " + multiline(hint) + "\n"));
        err.flush();
        return exit;
    }

    private static String multiline(String text) {
        return String.join("\n", text.lines().map(Printable::text).toList());
    }

    private static int exit(Throwable cause) {
        if (cause instanceof CommandException refused) {
            return refused.exit();
        } else if (cause instanceof InvalidEventException || cause instanceof TooLargeException) {
            return CommandException.INVALID;
        } else if (cause instanceof EventConflictException || cause instanceof RevisionConflictException) {
            return CommandException.CONFLICT;
        } else if (cause instanceof ClosedException || cause instanceof EventsException known && known.retryable()) {
            return CommandException.UNAVAILABLE;
        } else if (cause instanceof NoSuchElementException) {
            return CommandException.NOT_FOUND;
        } else if (cause instanceof IllegalArgumentException) {
            return CommandException.USAGE;
        } else if (cause instanceof InterruptedException || cause instanceof CancellationException) {
            return CommandException.INTERRUPTED;
        }
        return CommandException.FAILED;
    }
}

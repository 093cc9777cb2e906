// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the socket: lines of UTF-8 in, frames of {@link FrameStream} out. A client that goes away interrupts the
 * command it waits for; its session ends when that command does.
 *
 * <p>Threads: {@link #run} on one thread; {@link #expire} and {@link #close} on any.
 */
final class ShellConnection implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ShellConnection.class);

    private static final long NEVER = Long.MIN_VALUE;

    private final SocketChannel channel;
    private final CommandRunner runner;
    private final ShellLimits limits;
    private final String caller;
    private final AtomicLong idleSince = new AtomicLong(System.nanoTime());
    private final AtomicLong writingSince = new AtomicLong(NEVER);
    private final DataOutputStream frames = new DataOutputStream(new BufferedOutputStream(new Output()));
    private final PrintStream out = stream(FrameStream.OUTPUT);
    private final PrintStream err = stream(FrameStream.ERROR);

    ShellConnection(SocketChannel channel, CommandRunner runner, ShellLimits limits, String caller) {
        this.channel = channel;
        this.runner = runner;
        this.limits = limits;
        this.caller = caller;
    }

    private PrintStream stream(int kind) {
        return new PrintStream(new FrameStream(kind, frames), true, StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        try (channel;
                CommandSession session = runner.open(caller, out, err)) {
            serve(session);
        } catch (ClosedChannelException e) {
            LOG.debug("Shell session of {} was closed", caller, e);
        } catch (IOException e) {
            LOG.debug("Shell session of {} broke", caller, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(CommandSession session) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(new Input());
        Thread command = null;
        try {
            for (String line = readLine(in); line != null; line = readLine(in)) {
                join(command);
                String text = line;
                command = new Thread(() -> answer(session, text), "shell-command");
                command.setDaemon(true);
                idleSince.set(NEVER);
                command.start();
            }
        } finally {
            if (command != null) {
                command.interrupt();
                command.join();
            }
        }
    }

    private static void join(@Nullable Thread command) throws InterruptedException {
        if (command != null) {
            command.join();
        }
    }

    private void answer(CommandSession session, String line) {
        int exit = runner.run(session, line, out, err);
        out.flush();
        err.flush();
        idleSince.set(System.nanoTime());
        exit(exit);
    }

    private void exit(int code) {
        PrintStream exit = stream(FrameStream.EXIT);
        exit.print(code);
        exit.flush();
    }

    /** Turns the client away with a sentence. */
    void refuse(String sentence) throws IOException {
        try (channel) {
            err.print("error: " + sentence + "\n");
            err.flush();
            exit(CommandException.UNAVAILABLE);
        }
    }

    /** The next line without its end; {@code null} at the end of input. */
    private static @Nullable String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() > 4 * CommandLine.MAX_LENGTH) {
                throw new IOException("a line has more than " + line.size() + " bytes");
            }
            line.write(b);
        }
        return null;
    }

    /** Closes a session that is idle or does not read for too long; {@code now} is {@link System#nanoTime()}. */
    void expire(long now) throws IOException {
        long idle = idleSince.get();
        long writing = writingSince.get();
        if (idle != NEVER && now - idle > limits.idle().toNanos()
                || writing != NEVER && now - writing > limits.stalled().toNanos()) {
            LOG.info("Closing a shell session of {} that does not go on", caller);
            close();
        }
    }

    void close() throws IOException {
        channel.close();
    }

    /** Unlike the streams of {@code Channels}, reading does not keep others from writing. */
    private final class Input extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes, offset, length));
        }
    }

    private final class Output extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            writingSince.set(System.nanoTime());
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } finally {
                writingSince.set(NEVER);
            }
        }
    }
}

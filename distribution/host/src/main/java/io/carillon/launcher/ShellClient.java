// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sends command lines to a running host through its Unix socket.
 *
 * <p>A line of UTF-8 goes there. Frames come back: a kind, a length as a 32-bit number, that many bytes. {@code O} is
 * output, {@code E} an error text, {@code X} the exit code in digits, which ends the answer.
 */
final class ShellClient implements AutoCloseable {

    private static final int MAX_FRAME = 1024 * 1024;

    private final SocketChannel channel;
    private final OutputStream out;
    private final DataInputStream in;

    private ShellClient(SocketChannel channel) {
        this.channel = channel;
        this.out = Channels.newOutputStream(channel);
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
    }

    /**
     * Connects to the host that runs on these directories.
     *
     * @throws LaunchException if there is none, or it cannot be reached
     */
    static ShellClient connect(Directories directories) {
        if (InstanceLock.holder(directories).isEmpty()) {
            throw new LaunchException(
                    Exit.UNAVAILABLE,
                    "no host runs on " + directories.data(),
                    "start it with: carillon run — or set CARILLON_DATA to the data directory of the one you mean");
        }
        try {
            return new ShellClient(open(socket(directories)));
        } catch (IOException e) {
            throw new LaunchException(
                    Exit.UNAVAILABLE,
                    "the host on " + directories.data() + " does not answer: " + e,
                    "it may be starting or stopping; use the account that runs it",
                    e);
        }
    }

    /** The socket's place; a path too long for a socket is published in a file. */
    private static Path socket(Directories directories) throws IOException {
        Path elsewhere = directories.run().resolve("shell.path");
        return Files.exists(elsewhere)
                ? Path.of(Files.readString(elsewhere).trim())
                : directories.run().resolve("shell.sock");
    }

    private static SocketChannel open(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Runs one line; returns its exit code. */
    int execute(String line, Terminal terminal) {
        try {
            out.write((line.replace('\n', ' ').replace('\r', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
            while (true) {
                int kind = in.readUnsignedByte();
                int length = in.readInt();
                if (length < 0 || length > MAX_FRAME) {
                    throw new IOException("frame of " + length + " bytes");
                }
                byte[] bytes = in.readNBytes(length);
                switch (kind) {
                    case 'O' -> terminal.out().write(bytes, 0, bytes.length);
                    case 'E' -> terminal.err().write(bytes, 0, bytes.length);
                    case 'X' -> {
                        terminal.out().flush();
                        return Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII));
                    }
                    default -> throw new IOException("unknown frame " + kind);
                }
            }
        } catch (EOFException e) {
            throw new LaunchException(
                    Exit.UNAVAILABLE, "the host closed the connection", "it may be stopping; see its log", e);
        } catch (IOException e) {
            throw new LaunchException(Exit.UNAVAILABLE, "the connection to the host broke: " + e, "see its log", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

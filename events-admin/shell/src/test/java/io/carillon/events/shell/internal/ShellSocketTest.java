// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.carillon.patience.Patience;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class ShellSocketTest {

    /** Public, because Gogo calls it by reflection. */
    public static final class Sample {

        final CountDownLatch waiting = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);

        public String echo(String text) {
            return text;
        }

        public void pause() throws InterruptedException {
            waiting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        }

        public void flood(CommandSession session) {
            waiting.countDown();
            while (!session.getConsole().checkError()) {
                session.getConsole().println("x".repeat(1_000));
            }
            interrupted.countDown();
        }
    }

    private record Answer(String out, String err, int exit) {}

    private final Sample sample = new Sample();
    private final TestShell shell = new TestShell().with("sample", sample, "echo", "pause", "flood");
    private final List<SocketChannel> clients = new ArrayList<>();
    private SocketFile file;
    private ShellSocket socket;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        start(new ShellLimits(3, Duration.ofMinutes(1), Duration.ofMinutes(1)));
    }

    private void start(ShellLimits limits) throws IOException {
        file = SocketFile.prepare(directory.resolve("run"), directory);
        socket = new ShellSocket(shell.runner, file, limits);
    }

    private void restart(ShellLimits limits) throws Exception {
        socket.stop();
        start(limits);
    }

    @AfterEach
    void close() throws Exception {
        for (SocketChannel client : clients) {
            client.close();
        }
        socket.stop();
        shell.close();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        clients.add(client);
        client.connect(UnixDomainSocketAddress.of(file.path()));
        return client;
    }

    private static void send(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static Answer answer(SocketChannel client) throws IOException {
        DataInputStream in = new DataInputStream(Channels.newInputStream(client));
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        while (true) {
            int kind = in.readUnsignedByte();
            String text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            switch (kind) {
                case FrameStream.OUTPUT -> out.append(text);
                case FrameStream.ERROR -> err.append(text);
                default -> {
                    return new Answer(out.toString(), err.toString(), Integer.parseInt(text));
                }
            }
        }
    }

    private static boolean closed(SocketChannel client) throws IOException {
        try {
            return client.read(ByteBuffer.allocate(1)) < 0;
        } catch (EOFException e) {
            return true;
        }
    }

    @Test
    void a_line_is_answered_with_output_and_exit_code() throws IOException {
        SocketChannel client = connect();

        send(client, "sample:echo 'grüß dich'\n");
        assertThat(answer(client)).isEqualTo(new Answer("grüß dich\n", "", 0));
        send(client, "sample:none\n");
        assertThat(answer(client).exit()).isEqualTo(CommandException.USAGE);
        send(client, "sample:echo again\n");
        assertThat(answer(client)).isEqualTo(new Answer("again\n", "", 0));
    }

    @Test
    void only_the_owner_can_open_the_socket() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("run"))))
                .isEqualTo("rwx------");
    }

    @Test
    void the_folder_is_made_private_even_if_it_was_open() throws Exception {
        socket.stop();
        Files.setPosixFilePermissions(directory.resolve("run"), PosixFilePermissions.fromString("rwxrwxrwx"));
        start(ShellLimits.ofDefaults());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("run"))))
                .isEqualTo("rwx------");
    }

    @Test
    void a_path_too_long_for_a_socket_is_replaced_and_published() throws Exception {
        socket.stop();
        Path deep = directory.resolve("d".repeat(120)).resolve("run");
        Path published = deep.resolve("shell.path");
        file = SocketFile.prepare(deep, Path.of("/tmp"));
        socket = new ShellSocket(shell.runner, file, ShellLimits.ofDefaults());

        assertThat(file.path()).isEqualTo(Path.of(Files.readString(published)));
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(file.path().getParent())))
                .isEqualTo("rwx------");
        SocketChannel client = connect();
        send(client, "sample:echo far\n");
        assertThat(answer(client).out()).isEqualTo("far\n");

        socket.stop();
        assertThat(published).doesNotExist();
        assertThat(file.path().getParent()).doesNotExist();
    }

    @Test
    void a_replacement_left_by_a_killed_host_is_removed() throws Exception {
        socket.stop();
        Path deep = directory.resolve("d".repeat(120)).resolve("run");
        SocketFile left = SocketFile.prepare(deep, Path.of("/tmp"));
        Files.createFile(left.path());
        left.publish();

        file = SocketFile.prepare(deep, Path.of("/tmp"));
        socket = new ShellSocket(shell.runner, file, ShellLimits.ofDefaults());

        assertThat(left.path().getParent()).doesNotExist();
    }

    @Test
    void as_many_sessions_as_allowed_are_taken_and_one_more_is_turned_away() throws IOException {
        for (int i = 0; i < 3; i++) {
            SocketChannel client = connect();
            send(client, "sample:echo in\n");
            assertThat(answer(client).exit()).isZero();
        }
        SocketChannel fourth = connect();

        Answer answer = answer(fourth);

        assertThat(answer.exit()).isEqualTo(CommandException.UNAVAILABLE);
        assertThat(answer.err()).contains("3 shell sessions are open");
        clients.get(0).close();
        await().untilAsserted(() -> {
            SocketChannel next = connect();
            send(next, "sample:echo in\n");
            assertThat(answer(next).exit()).isZero();
        });
    }

    @Test
    void a_client_that_goes_away_interrupts_its_command() throws Exception {
        SocketChannel client = connect();
        send(client, "sample:pause\n");
        assertThat(sample.waiting.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS))
                .isTrue();

        client.close();

        assertThat(sample.interrupted.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void an_idle_session_is_closed_but_not_one_whose_command_runs() throws Exception {
        restart(new ShellLimits(50, Duration.ofSeconds(2), Duration.ofMinutes(1)));
        // A client whose line is not read within the limit counts as idle, too: then another one tries.
        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            send(connect(), "sample:pause\n");
            return sample.waiting.await(5, TimeUnit.SECONDS);
        });
        SocketChannel idle = connect();

        assertThat(closed(idle)).isTrue();
        assertThat(sample.interrupted.getCount()).isOne();
    }

    @Test
    void a_client_that_does_not_read_is_cut_off() throws Exception {
        restart(new ShellLimits(3, Duration.ofMinutes(1), Duration.ofMillis(100)));
        SocketChannel client = connect();

        send(client, "sample:flood\n");

        assertThat(sample.interrupted.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void a_line_without_end_is_cut_off() throws Exception {
        SocketChannel client = connect();

        // What the socket buffers may still be taken; far more cannot be.
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            for (int i = 0; i < 1_000; i++) {
                send(client, "x".repeat(CommandLine.MAX_LENGTH));
            }
        });
    }

    @Test
    void a_stop_closes_every_session_and_removes_the_socket() throws Exception {
        SocketChannel client = connect();
        send(client, "sample:pause\n");
        assertThat(sample.waiting.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS))
                .isTrue();

        socket.stop();

        assertThat(sample.interrupted.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        assertThat(file.path()).doesNotExist();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GuardedPortTest {

    /** Less than a system tries to connect, more than anything else here takes. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static String address(ServerSocket socket) {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    @Test
    void a_port_that_is_closed_is_seen_at_once() throws IOException {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket.close();

        assertTimeoutPreemptively(LONGEST, () -> GuardedPort.awaitClosed(address(socket), Duration.ofDays(1)));
    }

    @Test
    void a_port_that_stays_open_is_given_up() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertTimeoutPreemptively(LONGEST, () -> GuardedPort.awaitClosed(address(socket), PATIENCE));
        }
    }

    @Test
    void a_port_where_so_many_wait_that_nobody_is_let_in_is_given_up_too() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            while (isLetIn(socket, waiting)) {
                assertThat(waiting).hasSizeLessThan(100);
            }

            assertTimeoutPreemptively(LONGEST, () -> GuardedPort.awaitClosed(address(socket), PATIENCE));
        } finally {
            for (Socket each : waiting) {
                each.close();
            }
        }
    }

    private static boolean isLetIn(ServerSocket socket, List<Socket> waiting) throws IOException {
        Socket next = new Socket();
        waiting.add(next);
        try {
            next.connect(socket.getLocalSocketAddress(), 500);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}

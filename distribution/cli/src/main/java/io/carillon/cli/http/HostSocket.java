// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.output.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A WebSocket to a host, over which both sides send JSON. */
final class HostSocket implements AutoCloseable {

    private final Connection connection;
    private final WebSocket socket;

    HostSocket(Connection connection, WebSocket socket) {
        this.connection = connection;
        this.socket = socket;
    }

    void send(Json frame) throws IOException {
        socket.send(frame.compact());
    }

    /** Whether there is more to read already. */
    boolean hasMore() throws IOException {
        return socket.hasMore();
    }

    /** The next frame; empty when the host has closed the socket. */
    Optional<Json> read() throws IOException {
        Optional<String> text = socket.read();
        return text.isEmpty() ? Optional.empty() : Optional.of(Json.parse(text.get()));
    }

    /** After so much silence the connection counts as broken. */
    void expect(Duration silence) throws IOException {
        connection.waitAtMost(silence);
    }

    int closeCode() {
        return socket.closeCode();
    }

    /** Says that nothing follows. */
    void end() throws IOException {
        socket.end();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}

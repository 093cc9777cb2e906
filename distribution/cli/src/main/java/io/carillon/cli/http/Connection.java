// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection for one request, over TLS if the address says so. The client of the JDK does more, and needs longer to start
 * than a whole command.
 */
final class Connection implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Socket socket;

    private Connection(Socket socket) {
        this.socket = socket;
    }

    /** Connects; with TLS the other side proves its name. */
    static Connection open(Address address) throws IOException {
        URI url = address.url();
        boolean secure = url.getScheme().equals("https");
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(url.getHost(), port), (int) CONNECT.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) ANSWER.toMillis());
            return new Connection(secure ? secured(socket, address, port) : socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, Address address, int port) throws IOException {
        String host = address.url().getHost();
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        SSLSocketFactory factory = Trust.of(address.ca()).getSocketFactory();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, name, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Sends the request and reads the head of the answer, each of whose bytes may be waited for so long. */
    Response exchange(Request request) throws IOException {
        IOException refused = null;
        try {
            request.writeTo(socket.getOutputStream());
        } catch (IOException e) {
            refused = e; // who does not want the rest of a body has mostly said why
        }
        try {
            return Response.read(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            if (refused != null) {
                refused.addSuppressed(e);
                throw refused;
            }
            throw e;
        }
    }

    /** From now on silence is no failure. */
    void waitForEver() throws IOException {
        socket.setSoTimeout(0);
    }

    /** From now on longer silence is a failure. */
    void waitAtMost(Duration silence) throws IOException {
        socket.setSoTimeout((int) silence.toMillis());
    }

    /** For what is said after the request. */
    OutputStream output() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Asks a host. Answers that are problems are thrown as {@link ProblemAnswer}. */
public final class Server {

    /** The longest answer that is kept whole; what may be longer is a stream. */
    static final int MAX_ANSWER = 32 * 1024 * 1024;

    private static final int DEEPEST_CAUSE = 20;

    private final Address address;
    private final Consumer<String> trace;
    private final Credential credential;

    /**
     * Prepares; nothing is sent yet.
     *
     * @param trace told each request and its outcome
     */
    public Server(Address address, Consumer<String> trace) {
        this.address = address;
        this.trace = trace;
        this.credential = new Credential(address);
    }

    public Reply get(Query query) {
        return get(query, "application/json");
    }

    public Reply get(Query query, String accept) {
        return send("GET", query, Map.of("Accept", accept), Body.NONE);
    }

    public Reply delete(Query query) {
        return send("DELETE", query, Map.of(), Body.NONE);
    }

    public Reply post(Query query, Json body) {
        return send("POST", query, "application/json", body);
    }

    public Reply patch(Query query, Json body) {
        return send("PATCH", query, "application/merge-patch+json", body);
    }

    public Reply put(Query query, Json body) {
        return send("PUT", query, "application/json", body);
    }

    /** Sends JSON; no body when it is nothing. */
    public Reply send(String method, Query query, String contentType, Json body) {
        if (body.isNull()) {
            return send(method, query, Map.of(), Body.NONE);
        }
        return send(
                method,
                query,
                Map.of("Content-Type", contentType),
                Body.of(body.compact().getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends any body. */
    public Reply send(String method, Query query, Map<String, String> headers, Body body) {
        Request request = request(method, query, headers, body);
        try (Connection connection = Connection.open(address)) {
            Response response = exchange(connection, request);
            requireGood(response);
            return whole(response);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Opens a stream of bytes without a limit of time. The caller closes it.
     *
     * @param headers besides those every request has
     */
    public InputStream stream(Query query, Map<String, String> headers) {
        Request request = request("GET", query, headers, Body.NONE);
        return opened(connection -> stream(connection, exchange(connection, request)));
    }

    /** Opens a WebSocket. The caller closes it. */
    HostSocket socket(Query query, String subprotocol) {
        String key = WebSocket.key();
        Request request = request("GET", query, WebSocket.headers(key, subprotocol), Body.NONE);
        return opened(connection -> {
            Response answer = exchange(connection, request);
            if (answer.status() != Response.SWITCHING) {
                throw new ProblemAnswer(whole(answer));
            }
            if (!WebSocket.isAgreedTo(answer, key, subprotocol)) {
                throw new IOException("what answers speaks no WebSocket with " + subprotocol);
            }
            return new HostSocket(connection, new WebSocket(answer.body(), connection.output()));
        });
    }

    /** What is done with a connection that stays open. */
    private interface Opening<T> {
        T over(Connection connection) throws IOException;
    }

    private <T> T opened(Opening<T> opening) {
        try {
            Connection connection = Connection.open(address);
            try {
                return opening.over(connection);
            } catch (IOException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static InputStream stream(Connection connection, Response response) throws IOException {
        requireGood(response);
        connection.waitForEver();
        return new FilterInputStream(response.body()) {
            @Override
            public void close() throws IOException {
                connection.close();
            }
        };
    }

    private static void requireGood(Response response) throws IOException {
        if (response.status() == Response.SWITCHING) {
            throw new IOException("what answers speaks another protocol");
        }
        if (response.status() >= 300) {
            throw new ProblemAnswer(whole(response));
        }
    }

    private Request request(String method, Query query, Map<String, String> headers, Body body) {
        Map<String, String> all = new HashMap<>(headers);
        credential.token().ifPresent(token -> all.put("Authorization", "Bearer " + token));
        return new Request(method, URI.create(address.url() + query.toString()), all, body);
    }

    private Response exchange(Connection connection, Request request) throws IOException {
        long begin = System.nanoTime();
        Response response = connection.exchange(request);
        trace.accept(request.method() + " " + request.url() + " → " + response.status() + " in "
                + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
        return response;
    }

    private static Reply whole(Response response) throws IOException {
        byte[] body = response.body().readNBytes(MAX_ANSWER + 1);
        if (body.length > MAX_ANSWER) {
            throw new Failure(
                    Exit.FAILED,
                    "the answer has more than " + MAX_ANSWER + " bytes",
                    "ask for less: --limit; carillon events export takes any number of events");
        }
        return new Reply(response.status(), response.headers(), body);
    }

    private Failure failure(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return new Failure(
                    Exit.TIMED_OUT,
                    address + " did not answer in time",
                    "it may have done what was asked; look before you ask again",
                    e);
        }
        if (e instanceof ConnectException || e instanceof UnknownHostException || e instanceof NoRouteToHostException) {
            return unreachable("no host answers at " + address, e);
        }
        if (e instanceof SSLException && caused(e, CertPathBuilderException.class)) {
            return new Failure(
                    Exit.UNAVAILABLE,
                    "the certificate of " + address + " is not trusted: nobody who is vouches for it",
                    "carillon --ca FILE trusts the certificates in FILE (PEM), such as that of your own authority;"
                            + " carillon context add keeps it",
                    e);
        }
        if (e instanceof SSLException) {
            return unreachable("no secure connection to " + address + ": " + e.getMessage(), e);
        }
        return unreachable("the connection to " + address + " broke: " + e.getMessage(), e);
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> by) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (by.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static Failure unreachable(String sentence, Exception cause) {
        return new Failure(
                Exit.UNAVAILABLE, sentence, "is it running, and is that its address? carillon status", cause);
    }
}

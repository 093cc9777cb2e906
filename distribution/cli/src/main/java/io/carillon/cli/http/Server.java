// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Asks a host. Answers that are problems are thrown as {@link ProblemAnswer}. */
public final class Server {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Address address;
    private final Consumer<String> trace;
    private final HttpClient client;
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
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    public Reply get(Query query) {
        return get(query, "application/json");
    }

    public Reply get(Query query, String accept) {
        return send(request(query).header("Accept", accept).timeout(ANSWER).GET());
    }

    public Reply delete(Query query) {
        return send(request(query).timeout(ANSWER).DELETE());
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
            return send(request(query).timeout(ANSWER).method(method, BodyPublishers.noBody()));
        }
        return send(
                method,
                query,
                Map.of("Content-Type", contentType),
                BodyPublishers.ofByteArray(body.compact().getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends any body. */
    public Reply send(String method, Query query, Map<String, String> headers, BodyPublisher body) {
        HttpRequest.Builder request = request(query).timeout(ANSWER).method(method, body);
        headers.forEach(request::header);
        return send(request);
    }

    private Reply send(HttpRequest.Builder request) {
        return checked(exchange(request, BodyHandlers.ofByteArray()));
    }

    private static Reply checked(HttpResponse<byte[]> response) {
        Map<String, String> headers = new TreeMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        Reply reply = new Reply(response.statusCode(), headers, response.body());
        if (reply.status() >= 300) {
            throw new ProblemAnswer(reply);
        }
        return reply;
    }

    /**
     * Opens a stream of bytes without a limit of time. The caller closes it.
     *
     * @param headers besides those every request has
     */
    public InputStream stream(Query query, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = request(query).GET();
        headers.forEach(request::header);
        HttpResponse<InputStream> response = exchange(request, BodyHandlers.ofInputStream());
        if (response.statusCode() >= 300) {
            try (InputStream body = response.body()) {
                throw new ProblemAnswer(new Reply(response.statusCode(), Map.of(), body.readAllBytes()));
            }
        }
        return response.statusCode() == 204 ? InputStream.nullInputStream() : response.body();
    }

    private HttpRequest.Builder request(Query query) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.url() + query.toString()));
        credential.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder builder, HttpResponse.BodyHandler<T> handler) {
        HttpRequest request = builder.build();
        long begin = System.nanoTime();
        try {
            HttpResponse<T> response = client.send(request, handler);
            trace.accept(request.method() + " " + request.uri() + " → " + response.statusCode() + " in "
                    + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
            return response;
        } catch (HttpTimeoutException e) {
            throw new Failure(
                    Exit.TIMED_OUT,
                    address + " did not answer in time",
                    "it may have done what was asked; look before you ask again",
                    e);
        } catch (ConnectException e) {
            throw unreachable("no host answers at " + address, e);
        } catch (SSLException e) {
            throw unreachable("no secure connection to " + address + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreachable("the connection to " + address + " broke: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, "interrupted", "", e);
        }
    }

    private static Failure unreachable(String sentence, Exception cause) {
        return new Failure(
                Exit.UNAVAILABLE, sentence, "is it running, and is that its address? carillon status", cause);
    }
}

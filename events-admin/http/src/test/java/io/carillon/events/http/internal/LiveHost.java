// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.patience.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** The real host with the real bus and the store in memory, and clients on real sockets. */
final class LiveHost implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HostFramework framework;
    private final String url;
    private final Client operator;

    private LiveHost(HostFramework framework) throws Exception {
        this.framework = framework;
        url = framework.url();
        operator = new Client(url, token("operator", Role.OPERATOR));
    }

    static LiveHost start(Path home, Map<String, String> more) throws Exception {
        return start(home, more, context -> {});
    }

    /** With something that is there before all bundles are. */
    static LiveHost start(Path home, Map<String, String> more, Consumer<BundleContext> before) throws Exception {
        Map<String, String> settings =
                new HashMap<>(Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "memory:"));
        settings.putAll(more);
        HostFramework framework = new HostFramework(home, settings);
        before.accept(framework.context());
        return new LiveHost(framework.overRealBus().start());
    }

    HostFramework framework() {
        return framework;
    }

    String token(String name, Role role) {
        return framework
                .access()
                .createToken(TokenRequest.of(name, role, Duration.ofHours(1)), "test")
                .text();
    }

    EventsAdmin events() {
        return Objects.requireNonNull(framework
                .context()
                .getService(Objects.requireNonNull(framework.context().getServiceReference(EventsAdmin.class))));
    }

    /** Publishes and returns the id. */
    String publish(String type, String data) throws Exception {
        return publish(EventDraft.builder(type)
                        .source("/test")
                        .data(EventData.of("application/json", data.getBytes(StandardCharsets.UTF_8)))
                        .build())
                .id();
    }

    Receipt publish(EventDraft draft) throws Exception {
        return events().publish(List.of(draft))
                .toCompletableFuture()
                .get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)
                .get(0);
    }

    JsonNode stats() throws IOException {
        return operator.get("/api/v1/events/websocket/stats").json();
    }

    Client operator() {
        return operator;
    }

    StreamClient stream(String token, String query, String... headers) throws IOException {
        return new StreamClient(URI.create(url), token, query, headers);
    }

    /** Opens one. Headers are names and values in turn. */
    WsClient socket(String token, String subprotocol, String query, String... headers) throws Exception {
        return WsClient.connect(uri(), token, subprotocol, query, headers);
    }

    URI uri() {
        return URI.create(url);
    }

    @Override
    public void close() throws Exception {
        framework.close();
    }

    /** One frame of a stream. */
    record Frame(String id, String event, String data) {

        JsonNode json() {
            try {
                return JSON.readTree(data);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + data, e);
            }
        }
    }

    /** Reads server-sent events byte by byte, as the specification has them. */
    static final class StreamClient implements AutoCloseable {

        private final Socket socket;
        private final InputStream input;
        private final String header;
        private final StringBuilder text = new StringBuilder();

        StreamClient(URI server, String token, String query, String... headers) throws IOException {
            socket = new Socket(server.getHost(), server.getPort());
            socket.setSoTimeout((int) Patience.LONGEST.toMillis());
            socket.getOutputStream()
                    .write(("GET /api/v1/events/stream?" + query + " HTTP/1.1\r\nHost: " + server.getAuthority()
                                    + (token.isEmpty() ? "" : "\r\nAuthorization: Bearer " + token) + "\r\n"
                                    + String.join(
                                            "",
                                            java.util.Arrays.stream(headers)
                                                    .map(each -> each + "\r\n")
                                                    .toList())
                                    + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            input = new java.io.BufferedInputStream(socket.getInputStream(), 64 * 1024);
            StringBuilder lines = new StringBuilder();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.append(line).append('\n');
            }
            header = lines.toString();
        }

        String header() {
            return header;
        }

        String text() {
            return text.toString();
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = input.read(); b != '\n'; b = input.read()) {
                if (b < 0) {
                    throw new java.io.EOFException("after: " + line);
                }
                if (b != '\r') {
                    line.write(b);
                }
            }
            return line.toString(StandardCharsets.UTF_8);
        }

        private int chunk;
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

        /** A line of the body, which comes in chunks. */
        private String bodyLine() throws IOException {
            while (true) {
                if (chunk == 0) {
                    String size = line();
                    if (size.isEmpty()) {
                        size = line();
                    }
                    chunk = Integer.parseInt(size, 16);
                    if (chunk == 0) {
                        throw new java.io.EOFException("the stream has ended");
                    }
                }
                int b = input.read();
                if (b < 0) {
                    throw new java.io.EOFException("cut");
                }
                chunk--;
                if (b == '\n') {
                    String line = partial.toString(StandardCharsets.UTF_8);
                    partial.reset();
                    text.append(line).append('\n');
                    return line;
                }
                partial.write(b);
            }
        }

        /** The next line, whatever it says. */
        String nextLine() throws IOException {
            return bodyLine();
        }

        /** The next frame that is neither a comment nor only a setting. */
        Frame next() throws IOException {
            String id = "";
            String event = "";
            List<String> data = new ArrayList<>();
            while (true) {
                String line = bodyLine();
                if (line.isEmpty() && !data.isEmpty()) {
                    return new Frame(id, event, String.join("\n", data));
                }
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.add(line.substring(6));
                }
            }
        }

        Frame awaitFrame(String event) throws IOException {
            Frame frame = next();
            while (!frame.event().equals(event)) {
                frame = next();
            }
            return frame;
        }

        Frame awaitEvent() throws IOException {
            return awaitFrame("");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A WebSocket client of the JDK. */
    static final class WsClient implements WebSocket.Listener, AutoCloseable {

        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private @Nullable WebSocket socket;
        private volatile int answered;

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                frames.add(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
            answered = payload.getInt();
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }

        static WsClient connect(URI server, String token, String subprotocol, String query, String... headers)
                throws Exception {
            WsClient client = new WsClient();
            WebSocket.Builder builder =
                    HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer " + token);
            for (int i = 0; i < headers.length; i += 2) {
                builder.header(headers[i], headers[i + 1]);
            }
            if (!subprotocol.isEmpty()) {
                builder.subprotocols(subprotocol);
            }
            URI address = URI.create("ws://" + server.getAuthority() + "/api/v1/events/ws" + query);
            client.socket = builder.buildAsync(address, client).get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
            return client;
        }

        String subprotocol() {
            return Objects.requireNonNull(socket).getSubprotocol();
        }

        void send(String frame) throws Exception {
            Objects.requireNonNull(socket).sendText(frame, true).get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
        }

        /** Sends a ping of the protocol. */
        void ping(int number) throws Exception {
            ByteBuffer payload = ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
            Objects.requireNonNull(socket).sendPing(payload).get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
        }

        /** The number of the last ping that was answered. */
        int answered() {
            return answered;
        }

        /** Closes in order. */
        void leave() throws Exception {
            Objects.requireNonNull(socket).sendClose(1000, "").get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
            closeCode();
        }

        JsonNode next() throws Exception {
            String frame = frames.poll(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame within " + Patience.LONGEST + ", closed with " + closed);
            }
            return JSON.readTree(frame);
        }

        /** The next frame of a type; what is of others is passed by, but for a farewell, behind which nothing comes. */
        JsonNode next(String type) throws Exception {
            JsonNode frame = next();
            while (!frame.path("type").asText().equals(type)) {
                if (frame.path("type").asText().equals("bye")) {
                    throw new AssertionError("a farewell instead of " + type + ": " + frame);
                }
                frame = next();
            }
            return frame;
        }

        int waiting() {
            return frames.size();
        }

        int closeCode() throws Exception {
            return closed.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            Objects.requireNonNull(socket).abort();
        }
    }
}

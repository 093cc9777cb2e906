// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Follows events under a name by which the host knows how far the reader is. What the reader is through with is acknowledged,
 * so whoever comes under that name next, after a break or another day, goes on behind it. What was read but could not be
 * acknowledged comes once more, but not twice to one reader.
 */
public final class DurableStream {

    private static final String PATH = "/api/v1/events/ws";
    private static final String SUBPROTOCOL = "carillon.v1.json";

    /** Events that may be on their way without an acknowledgement. */
    private static final int CREDIT = 200;
    /** So many events are acknowledged together if they come without a pause. */
    private static final int TOGETHER = 100;

    /** The host is silent no longer than a heartbeat. */
    private static final int SILENT_HEARTBEATS = 4;

    private static final Duration LEAST_SILENCE = Duration.ofSeconds(10);
    private static final int TAKEN_OVER = 4409;
    private static final int UNAUTHENTICATED = 4401;
    private static final int DISCONNECTED = 1008;
    private static final int BAD_FRAME = 4400;

    private final Server server;
    private final String name;
    private final Json subscription;
    private final Reconnection reconnection;
    private EventStream.Reader reader = (kind, data) -> false;
    /** Sequence of the last event that was read. */
    private String last = "";

    private String unacknowledged = "";
    private String farewell = "";
    private int together;

    /**
     * Prepares.
     *
     * @param wanted members of the frame that subscribes: types, sources, filter, from
     * @param sleep waits so many milliseconds
     * @param notice told of broken connections
     */
    public DurableStream(
            Server server, String name, Map<String, Object> wanted, LongConsumer sleep, Consumer<String> notice) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("type", "subscribe", "id", 1, "durable", name));
        all.putAll(wanted);
        all.put("credit", CREDIT);
        this.server = server;
        this.name = name;
        this.subscription = Json.of(all);
        this.reconnection = new Reconnection(sleep, notice);
    }

    /**
     * Follows until the reader has enough; the frames have the names of {@link EventStream}.
     *
     * @throws ProblemAnswer if the host refuses, or another one follows under that name
     */
    public void follow(EventStream.Reader each) {
        reader = each;
        reconnection.run(this::isLast);
    }

    private boolean isLast() throws IOException {
        unacknowledged = "";
        farewell = "";
        together = 0;
        try (HostSocket socket = server.socket(Query.of(PATH), SUBPROTOCOL)) {
            socket.send(subscription);
            for (Optional<Json> frame = socket.read(); frame.isPresent(); frame = socket.read()) {
                if (!take(socket, frame.get())) {
                    finish(socket);
                    return true;
                }
            }
            requireMendable(socket.closeCode());
            reconnection.notice("the host ended the connection (" + (farewell.isEmpty() ? socket.closeCode() : farewell)
                    + "); going on after what was acknowledged");
            return false;
        }
    }

    /** Takes a frame; {@code false} when the reader has enough. */
    private boolean take(HostSocket socket, Json frame) throws IOException {
        boolean more = true;
        switch (frame.at("type").text()) {
            case "welcome" -> {
                Duration heartbeat =
                        Duration.ofSeconds((long) frame.at("heartbeatSeconds").number());
                Duration silence = heartbeat.multipliedBy(SILENT_HEARTBEATS);
                socket.expect(silence.compareTo(LEAST_SILENCE) < 0 ? LEAST_SILENCE : silence);
            }
            case "ok" -> reconnection.good();
            case "event" -> more = event(socket, frame.at("event"));
            case "position" -> acknowledge(socket, frame.at("sequence").text());
            case "caughtup" -> {
                more = reader.frame("carillon.caughtup", frame);
                acknowledge(socket, frame.at("sequence").text());
            }
            case "gap" -> more = reader.frame("carillon.gap", frame);
            case "error" ->
                throw new ProblemAnswer((int) frame.at("problem", "status").number(), frame.at("problem"));
            case "bye" -> {
                farewell = Printable.line(frame.at("reason").text());
                requireMendable(code(farewell));
            }
            default -> {
                // later versions may have more to say
            }
        }
        return more;
    }

    private boolean event(HostSocket socket, Json event) throws IOException {
        String sequence = event.at("sequence").text();
        boolean more = sequence.compareTo(last) <= 0 || reader.frame("message", event);
        last = sequence.compareTo(last) > 0 ? sequence : last;
        unacknowledged = sequence;
        together++;
        if (together >= TOGETHER || !socket.hasMore()) {
            acknowledge(socket, sequence);
        }
        return more;
    }

    private void acknowledge(HostSocket socket, String sequence) throws IOException {
        socket.send(Json.of(Map.of("type", "ack", "sub", 1, "sequence", sequence)));
        unacknowledged = "";
        together = 0;
    }

    /** Waits until the host has the last acknowledgement. */
    private void finish(HostSocket socket) {
        try {
            if (!unacknowledged.isEmpty()) {
                acknowledge(socket, unacknowledged);
            }
            socket.send(Json.of(Map.of("type", "ping", "id", 1)));
            Optional<Json> frame = socket.read();
            while (frame.isPresent() && !frame.get().at("type").text().equals("pong")) {
                frame = socket.read();
            }
            socket.end();
        } catch (IOException e) {
            reconnection.notice("the connection broke at the end (" + e.getMessage() + "); some events may come again");
        }
    }

    private static int code(String reason) {
        return switch (reason) {
            case "durable-in-use" -> TAKEN_OVER;
            case "token-expired" -> UNAUTHENTICATED;
            case "disconnected" -> DISCONNECTED;
            case "bad-frame" -> BAD_FRAME;
            default -> 0;
        };
    }

    /** Throws what another connection would not mend. */
    private void requireMendable(int code) {
        switch (code) {
            case TAKEN_OVER ->
                throw problem(
                        409,
                        "in-use",
                        "another connection of the same user or token has taken up \"" + name + "\"",
                        "One at a time can follow under a name: end the other one first, or give another name.");
            case UNAUTHENTICATED ->
                throw problem(
                        401,
                        "unauthenticated",
                        "the token was revoked or has expired, or its user is gone",
                        "Get another one.");
            case DISCONNECTED ->
                throw new Failure(Exit.NOT_ALLOWED, "an operator ended the connection", "the host's log says who did");
            case BAD_FRAME ->
                throw new Failure(
                        Exit.FAILED, "the host did not understand a frame", "use the command of the host's version");
            default -> {
                // it may be there again in a moment
            }
        }
    }

    private static ProblemAnswer problem(int status, String code, String detail, String hint) {
        return new ProblemAnswer(status, Json.object("code", code, "status", status, "detail", detail, "hint", hint));
    }
}

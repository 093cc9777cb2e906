// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.live.sse.StreamServlet;
import io.carillon.events.http.internal.live.ws.SocketServlet;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Shows who is connected, and disconnects. Declares the routes of the streams too, which servlets of their own serve. */
public final class LiveResource {

    private static final String STATS = "/api/v1/events/websocket/stats";
    private static final String CONNECTIONS = "/api/v1/events/websocket/connections/{id}";
    /** Clients shown; the figures count all. */
    private static final int MAX_CLIENTS = 1_000;

    private final Host host;
    private final Supplier<Streams> live;

    /** The resource over the streams of the host. */
    public LiveResource(Host host, Supplier<Streams> live) {
        this.host = host;
        this.live = live;
    }

    /** The routes of live streams. */
    public List<Route> routes() {
        return List.of(
                Route.of("GET", StreamServlet.PATH, Scope.EVENTS_READ, LiveResource::elsewhere)
                        .described(Operation.named("streamEvents", "streaming", "Server-sent events")
                                .details("Does not end. Each event has its sequence as id, so that a client which comes"
                                        + " again with Last-Event-ID misses none and gets none twice.")
                                .query(StreamRequest.queries())
                                .header("Last-Event-ID", "Sequence of the last event that was seen; wins over from")
                                .answers(200, "text/event-stream", Operation.TEXT)
                                .problems(
                                        ProblemCode.CURSOR_EXPIRED,
                                        ProblemCode.INVALID_FILTER,
                                        ProblemCode.TOO_MANY_STREAMS,
                                        ProblemCode.STORE_UNAVAILABLE,
                                        ProblemCode.UNAVAILABLE)),
                Route.of("GET", SocketServlet.PATH, Scope.EVENTS_READ, LiveResource::elsewhere)
                        .described(Operation.named("openWebSocket", "streaming", "WebSocket")
                                .details("Subprotocol carillon.v1.json or cloudevents.json, see /asyncapi.yaml; the"
                                        + " parameters are for the second.")
                                .query(StreamRequest.queries())
                                .answers(101)
                                .problems(
                                        ProblemCode.CURSOR_EXPIRED,
                                        ProblemCode.INVALID_FILTER,
                                        ProblemCode.UPGRADE_REQUIRED,
                                        ProblemCode.TOO_MANY_STREAMS,
                                        ProblemCode.STORE_UNAVAILABLE,
                                        ProblemCode.UNAVAILABLE)),
                Route.of("GET", STATS, Scope.SYSTEM_READ, this::stats)
                        .described(Operation.named(
                                        "webSocketStats", "streaming", "Live connections and what they were sent")
                                .answers(200, "application/json", "LiveStats")),
                Route.of("DELETE", CONNECTIONS, Scope.SUBSCRIPTIONS_MANAGE, this::disconnect)
                        .described(Operation.named("disconnectClient", "streaming", "Close a live connection")
                                .variable("id", "Id of the connection, from the statistics")
                                .answers(204)
                                .problems(ProblemCode.NOT_FOUND)));
    }

    private static Answer elsewhere(Call call) {
        throw Problem.of(ProblemCode.UNAVAILABLE, "live streams are not running")
                .toException();
    }

    private Answer stats(Call call) {
        Streams streams = live.get();
        List<Connection> connections = streams.connections();
        LiveFigures figures = streams.figures();
        ObjectNode body = Answer.object()
                .put("connections", connections.size())
                .put(
                        "sseConnections",
                        connections.stream().filter(LiveResource::isStream).count())
                .put(
                        "subscriptions",
                        connections.stream().mapToInt(Connection::feeds).sum())
                .put("sentTotal", figures.sent())
                .put("bytesTotal", figures.bytes())
                .put("writesTotal", figures.flights())
                .put("slowClientsTotal", figures.slowClients());
        ArrayNode clients = body.putArray("clients");
        connections.stream().limit(MAX_CLIENTS).forEach(each -> clients.addObject()
                .put("id", each.id())
                .put("user", each.slot().principal())
                .put("remote", each.peer().remote())
                .put("protocol", each.peer().protocol())
                .put("subscriptions", each.feeds())
                .put("lag", each.lag())
                .put("since", each.since().toString()));
        return Answer.json(200, body);
    }

    private static boolean isStream(Connection connection) {
        return connection.peer().protocol().equals("sse");
    }

    private Answer disconnect(Call call) {
        String id = call.variable("id");
        Connection connection = live.get().connection(id).orElseThrow(() -> Problem.of(
                        ProblemCode.NOT_FOUND, "there is no connection " + id)
                .toException());
        connection.leave(Farewell.DISCONNECTED);
        host.get(AuditAdmin.class)
                .record(
                        "carillon.client.disconnected",
                        connection.slot().principal(),
                        call.by(),
                        Map.of("connection", id, "from", connection.peer().remote()));
        return Answer.empty(204);
    }
}

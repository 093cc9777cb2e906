// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.Admission;
import io.carillon.events.http.internal.AnswerWriter;
import io.carillon.events.http.internal.ApiContext;
import io.carillon.events.http.internal.access.Visitor;
import io.carillon.events.http.internal.live.Feed;
import io.carillon.events.http.internal.live.Interest;
import io.carillon.events.http.internal.live.LiveStreams;
import io.carillon.events.http.internal.live.StreamRequest;
import io.carillon.events.http.internal.live.Streams;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.Problems;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Parameters;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /api/v1/events/ws}. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.name=" + SocketServlet.NAME,
            "osgi.http.whiteboard.servlet.pattern=" + SocketServlet.PATH + "/*",
            "osgi.http.whiteboard.servlet.pattern=/api/events/ws/*",
            "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=" + ApiContext.NAME + ")"
        })
public final class SocketServlet extends JettyWebSocketServlet {

    public static final String NAME = "carillon-socket";
    public static final String PATH = "/api/v1/events/ws";

    /** The largest frame that is taken, in bytes. */
    static final int MAX_FRAME = 1024 * 1024;

    /** Silence after which the container gives a socket up; heartbeats keep it from that. */
    private static final Duration IDLE = Duration.ofMinutes(11);

    private static final String SOCKET = Socket.class.getName();

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient LiveStreams live;
    private final transient Host host;
    private final transient Object turn = new Object();

    @Activate
    public SocketServlet(@Reference LiveStreams live, @Reference Host host) {
        this.live = live;
        this.host = host;
    }

    @Override
    protected void configure(JettyWebSocketServletFactory factory) {
        factory.setMaxTextMessageSize(MAX_FRAME);
        factory.setMaxBinaryMessageSize(MAX_FRAME);
        factory.setMaxFrameSize(MAX_FRAME);
        factory.setIdleTimeout(IDLE);
        factory.setCreator((request, response) -> {
            // Compressing for each client anew costs more than it saves.
            response.setExtensions(List.of());
            Object prepared = request.getHttpServletRequest().getAttribute(SOCKET);
            if (prepared instanceof Prepared socket) {
                socket.offered().ifPresent(response::setAcceptedSubProtocol);
                return socket.socket();
            }
            return null;
        });
    }

    /**
     * What the handshake is about.
     *
     * @param offered subprotocol to agree to; empty if the client offered none
     */
    private record Prepared(Socket socket, Optional<String> offered, Guest guest) {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Prepared> prepared = Optional.empty();
        try {
            prepared = Optional.of(prepare(request));
            request.setAttribute(SOCKET, prepared.get());
            super.service(request, response);
        } catch (Throwable e) {
            // Whatever leaves here, the container shows to the caller with its text and stack trace.
            String instance = request.getRequestURI();
            AnswerWriter.write(request, response, Answer.problem(Problems.of(e, instance), instance));
        } finally {
            if (response.getStatus() != HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
                prepared.ifPresent(socket -> socket.guest().slot().release());
            }
        }
    }

    private Prepared prepare(HttpServletRequest request) throws ServletException {
        if (!(request.getAttribute(Admission.ATTRIBUTE) instanceof Admission admission)) {
            throw Problem.of(ProblemCode.FORBIDDEN, "the request was not let in")
                    .toException();
        }
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            throw Problem.of(ProblemCode.UPGRADE_REQUIRED, "the request does not ask for a WebSocket")
                    .withHeader("Upgrade", "websocket")
                    .toException();
        }
        List<String> offered = offered(request);
        Subprotocol subprotocol = Subprotocol.choose(offered)
                .orElseThrow(() -> Parameters.bad(
                        "Sec-WebSocket-Protocol",
                        "must name " + Subprotocol.CONTROL.text() + " or " + Subprotocol.PLAIN.text() + ", got "
                                + String.join(", ", offered)));
        Call call = admission.call();
        Principal principal = call.principal().orElseThrow();
        Streams streams = live.streams();
        Publications publications = new Publications(host, principal, Visitor.address(request));
        Dialogue dialogue;
        if (subprotocol == Subprotocol.PLAIN) {
            StreamRequest asked = StreamRequest.of(
                    call.parameters(), Optional.empty(), streams.clock().instant());
            Interest interest = new Interest(asked.selector(), principal);
            dialogue = new PlainDialogue(
                    streams, new Feed(0, interest, asked.place(streams.log()), Feed.UNLIMITED), publications);
        } else {
            call.parameters().allow("ticket");
            dialogue = new ControlDialogue(
                    live, new Subscriptions(streams, new Bookmarks(host, principal, turn), principal), publications);
        }
        Guest guest = new Guest(
                live,
                principal,
                live.standing(admission),
                streams.slot(principal.name()),
                Visitor.address(request) + ":" + request.getRemotePort());
        return new Prepared(
                new Socket(guest, subprotocol, dialogue),
                offered.isEmpty() ? Optional.empty() : Optional.of(subprotocol.text()),
                guest);
    }

    private static List<String> offered(HttpServletRequest request) {
        List<String> names = new ArrayList<>();
        for (String header : Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))) {
            for (String name : header.split(",")) {
                names.add(name.trim());
            }
        }
        return names;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.sse;

import io.carillon.events.http.internal.Admission;
import io.carillon.events.http.internal.AnswerWriter;
import io.carillon.events.http.internal.ApiContext;
import io.carillon.events.http.internal.access.Visitor;
import io.carillon.events.http.internal.live.Connection;
import io.carillon.events.http.internal.live.Feed;
import io.carillon.events.http.internal.live.Interest;
import io.carillon.events.http.internal.live.LiveStreams;
import io.carillon.events.http.internal.live.Slot;
import io.carillon.events.http.internal.live.StartPoint;
import io.carillon.events.http.internal.live.StreamRequest;
import io.carillon.events.http.internal.live.Streams;
import io.carillon.events.http.internal.live.Wire;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.Problems;
import io.carillon.events.http.internal.route.Answer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /api/v1/events/stream}. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.name=" + StreamServlet.NAME,
            "osgi.http.whiteboard.servlet.pattern=" + StreamServlet.PATH + "/*",
            "osgi.http.whiteboard.servlet.pattern=/api/events/stream/*",
            "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=" + ApiContext.NAME + ")"
        })
public final class StreamServlet extends HttpServlet {

    public static final String NAME = "carillon-stream";
    public static final String PATH = "/api/v1/events/stream";

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient LiveStreams live;

    @Activate
    public StreamServlet(@Reference LiveStreams live) {
        this.live = live;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            open(request, response);
        } catch (Throwable e) {
            // Whatever leaves here, the container shows to the caller with its text and stack trace.
            String instance = request.getRequestURI();
            AnswerWriter.write(request, response, Answer.problem(Problems.of(e, instance), instance));
        }
    }

    private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!(request.getAttribute(Admission.ATTRIBUTE) instanceof Admission admission)) {
            throw Problem.of(ProblemCode.FORBIDDEN, "the request was not let in")
                    .toException();
        }
        Streams streams = live.streams();
        StreamRequest asked = StreamRequest.of(
                admission.call().parameters(),
                admission.call().header("Last-Event-ID"),
                streams.clock().instant());
        StartPoint.Place place = asked.place(streams.log());
        Interest interest =
                new Interest(asked.selector(), admission.call().principal().orElseThrow());
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        Slot slot = streams.slot(interest.viewer().name());
        try {
            AsyncContext context = request.startAsync(request, response);
            context.setTimeout(0);
            StreamWire wire = new StreamWire(context);
            wire.pack().greet(live.product());
            Connection connection = streams.connect(
                    wire,
                    new Wire.Peer("sse", Visitor.address(request) + ":" + request.getRemotePort()),
                    slot,
                    live.standing(admission));
            wire.start(connection);
            connection.add(new Feed(0, interest, place, Feed.UNLIMITED));
        } catch (IOException | RuntimeException e) {
            slot.release();
            throw e;
        }
    }
}

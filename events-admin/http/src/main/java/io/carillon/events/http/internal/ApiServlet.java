// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.Problems;
import io.carillon.events.http.internal.route.Answer;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import org.osgi.service.component.annotations.Component;

/** Runs what the gate let in. A request that came past the gate is refused. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.name=" + ApiServlet.NAME,
            "osgi.http.whiteboard.servlet.pattern=/*",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=" + ApiContext.NAME + ")"
        })
public final class ApiServlet extends HttpServlet {

    static final String NAME = "carillon-api";

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AnswerWriter.write(request, response, answer(request));
    }

    private static Answer answer(HttpServletRequest request) {
        String instance = request.getRequestURI();
        if (!(request.getAttribute(Admission.ATTRIBUTE) instanceof Admission admission)) {
            // Nothing but the gate lets in; what it let through to a plugin, the plugin's servlets do not know.
            return Answer.problem(Problem.of(ProblemCode.NOT_FOUND, "there is nothing at this path"), instance);
        }
        try {
            return admission.route().handler().handle(admission.call());
        } catch (Throwable e) {
            // Whatever leaves here, the container shows to the caller with its text and stack trace.
            return Answer.problem(Problems.of(e, instance), instance);
        }
    }
}

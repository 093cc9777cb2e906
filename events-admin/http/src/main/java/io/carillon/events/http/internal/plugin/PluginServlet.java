// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.plugin;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plugin's servlet as the container sees it: without the means to reach beyond its place, and its failures kept in. */
final class PluginServlet implements Servlet {

    private static final Logger LOG = LoggerFactory.getLogger(PluginServlet.class);

    private final String plugin;
    private final Servlet servlet;

    PluginServlet(String plugin, Servlet servlet) {
        this.plugin = plugin;
        this.servlet = servlet;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        ServletContext confined = ConfinedServletContext.of(config.getServletContext());
        servlet.init(new ServletConfig() {
            @Override
            public String getServletName() {
                return config.getServletName();
            }

            @Override
            public ServletContext getServletContext() {
                return confined;
            }

            @Override
            public String getInitParameter(String name) {
                return config.getInitParameter(name);
            }

            @Override
            public Enumeration<String> getInitParameterNames() {
                return config.getInitParameterNames();
            }
        });
    }

    @Override
    public ServletConfig getServletConfig() {
        return servlet.getServletConfig();
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws IOException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        try {
            servlet.service(new PluginRequest(asked), new PluginResponse(answer));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError broken && !(e instanceof StackOverflowError)) {
                throw broken;
            }
            LOG.warn("{} failed to answer {}", plugin, asked.getRequestURI(), e);
            fail(asked, answer);
        }
    }

    private static void fail(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            throw new IOException("the answer to " + request.getRequestURI() + " is cut, the plugin failed");
        }
        response.resetBuffer();
        Answer problem = Answer.problem(
                Problem.of(ProblemCode.INTERNAL, "The plugin failed to answer"), request.getRequestURI());
        response.setStatus(problem.status());
        response.setContentType(problem.contentType());
        if (problem.content() instanceof Answer.Whole whole) {
            response.getOutputStream().write(whole.body());
        }
    }

    @Override
    public String getServletInfo() {
        return servlet.getServletInfo();
    }

    @Override
    public void destroy() {
        servlet.destroy();
    }
}

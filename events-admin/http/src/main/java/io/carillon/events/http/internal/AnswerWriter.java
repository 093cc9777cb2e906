// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.http.internal.problem.Problems;
import io.carillon.events.http.internal.route.Answer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/** Sends answers. */
public final class AnswerWriter {

    private AnswerWriter() {}

    /** Writes an answer, as a whole or as it comes. */
    public static void write(HttpServletRequest request, HttpServletResponse response, Answer answer)
            throws IOException {
        if (answer.content() instanceof Answer.Streamed streamed) {
            stream(request, response, answer, streamed);
        } else if (answer.content() instanceof Answer.Whole whole) {
            whole(request, response, answer, whole);
        }
    }

    private static void whole(
            HttpServletRequest request, HttpServletResponse response, Answer answer, Answer.Whole whole)
            throws IOException {
        begin(response, answer);
        byte[] body = Compression.apply(request, response, answer, whole);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    private static void stream(
            HttpServletRequest request, HttpServletResponse response, Answer answer, Answer.Streamed streamed)
            throws IOException {
        begin(response, answer);
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        OutputStream out = response.getOutputStream();
        try {
            streamed.writer().write(out);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            String instance = request.getRequestURI();
            Answer problem = Answer.problem(Problems.of(e, instance), instance);
            if (response.isCommitted()) {
                throw new IOException("the answer to " + instance + " is cut, it cannot be completed", e);
            }
            response.reset();
            SecurityHeaders.set(response);
            write(request, response, problem);
        }
    }

    private static void begin(HttpServletResponse response, Answer answer) {
        response.setStatus(answer.status());
        // Some have a place for several values, and the gate may have set one.
        answer.headers().forEach((name, value) -> {
            if (name.equals("Link") || name.equals("Vary")) {
                response.addHeader(name, value);
            } else {
                response.setHeader(name, value);
            }
        });
        if (!answer.contentType().isEmpty()) {
            response.setContentType(answer.contentType());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.access.Denials;
import io.carillon.events.http.internal.access.MissingScope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.Problems;
import io.carillon.events.http.internal.rest.EventParser;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.rest.Reserved;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes what comes over one socket, by the rules of the HTTP resource and in the order it came.
 *
 * <p>Threads: one publishes at a time; receipts come on others.
 */
final class Publications {

    /** Events of one socket that may wait for their receipts; then no frame is read until one has it. */
    static final int MAX_WAITING = 256;

    private final Host host;
    private final Principal principal;
    private final String from;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param from address of the client, for records of what is denied */
    Publications(Host host, Principal principal, String from) {
        this.host = host;
        this.principal = principal;
        this.from = from;
    }

    /** Told what became of an event. */
    interface Outcome {

        void taken(Receipt receipt);

        void refused(Problem problem);
    }

    /**
     * Publishes an event. May wait for room in the log's queue.
     *
     * @param next called when another may come: now, or when there are not so many waiting any more
     */
    void publish(byte[] event, Outcome outcome, Runnable next) {
        boolean room = waiting.incrementAndGet() < MAX_WAITING;
        try {
            host.get(EventsAdmin.class).publish(List.of(draft(event))).whenComplete((receipts, failure) -> {
                if (failure == null) {
                    outcome.taken(receipts.get(0));
                } else {
                    outcome.refused(problem(failure));
                }
                if (waiting.getAndDecrement() == MAX_WAITING) {
                    next.run();
                }
            });
        } catch (IOException | RuntimeException e) {
            Problem problem = problem(e);
            if (problem.code() == ProblemCode.FORBIDDEN) {
                Denials.record(
                        host,
                        "publish at " + SocketServlet.PATH,
                        principal.name(),
                        from,
                        problem.code().text());
            }
            outcome.refused(problem);
            if (waiting.getAndDecrement() == MAX_WAITING) {
                next.run();
            }
        }
        if (room) {
            next.run();
        }
    }

    private EventDraft draft(byte[] event) throws IOException {
        if (!principal.may(Scope.EVENTS_PUBLISH)) {
            throw MissingScope.of(Scope.EVENTS_PUBLISH, principal).toException();
        }
        EventDraft draft = EventParser.structured(event);
        Reserved.check(draft);
        Reserved.check(draft, principal);
        return draft;
    }

    private static Problem problem(Throwable failure) {
        Throwable reason =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return Problems.of(reason, SocketServlet.PATH);
    }
}

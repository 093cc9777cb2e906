// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.live.Connection;
import io.carillon.events.http.internal.live.Feed;
import io.carillon.events.http.internal.live.Interest;
import io.carillon.events.http.internal.live.StartPoint;
import io.carillon.events.http.internal.live.Streams;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.rest.EventWriter;
import java.util.HashMap;
import java.util.Map;

/**
 * The subscriptions of one socket.
 *
 * <p>Threads: guarded by {@code this}.
 */
final class Subscriptions {

    /** The most of one socket. */
    static final int MAX = 100;

    private final Streams streams;
    private final Principal principal;
    private final Map<Integer, Subscription> all = new HashMap<>();

    Subscriptions(Streams streams, Principal principal) {
        this.streams = streams;
        this.principal = principal;
    }

    /**
     * One of them.
     *
     * @param credit what an acknowledgement brings it back to
     */
    private record Subscription(Feed feed, long credit) {}

    /** Adds one and answers; events follow the answer. */
    synchronized void subscribe(Connection connection, Command.Subscribe wish, Runnable next) {
        if (all.size() >= MAX) {
            throw Problem.of(ProblemCode.TOO_MANY_STREAMS, "this socket has " + MAX + " subscriptions, the most it may")
                    .toException();
        }
        if (all.containsKey(wish.id())) {
            throw Problem.pointer(
                            ProblemCode.INVALID_PARAMETER, "#/id", "id " + wish.id() + " is in use on this socket")
                    .toException();
        }
        if (wish.durable().isPresent()) {
            throw Problem.pointer(
                            ProblemCode.INVALID_PARAMETER,
                            "#/durable",
                            "durable cannot be given: this version keeps no position for clients. Keep the sequence of the"
                                    + " last event that was dealt with, and give it as from")
                    .toException();
        }
        StartPoint.Place place = wish.start().orElse(new StartPoint.New()).find(streams.log());
        Feed feed = new Feed(wish.id(), new Interest(wish.selector(), principal), place, wish.credit());
        all.put(wish.id(), new Subscription(feed, wish.credit()));
        connection.answer(Replies.ok(wish.id()), next);
        connection.add(feed);
    }

    synchronized void unsubscribe(Connection connection, int sub) {
        require(sub);
        all.remove(sub);
        connection.remove(sub);
    }

    /** Notes how far the client is, which also brings its credit back to what it was. */
    synchronized void acknowledge(Connection connection, int sub, long position) {
        Subscription subscription = require(sub);
        if (position > subscription.feed().position()) {
            throw Problem.pointer(
                            ProblemCode.INVALID_PARAMETER,
                            "#/sequence",
                            "sequence " + EventWriter.sequence(position) + " was not sent yet; subscription " + sub
                                    + " is at "
                                    + EventWriter.sequence(subscription.feed().position()))
                    .toException();
        }
        connection.refill(sub, subscription.credit());
    }

    synchronized void grant(Connection connection, int sub, long more) {
        require(sub);
        connection.grant(sub, more);
    }

    private Subscription require(int sub) {
        Subscription subscription = all.get(sub);
        if (subscription == null) {
            throw Problem.pointer(ProblemCode.NOT_FOUND, "#/sub", "this socket has no subscription " + sub)
                    .toException();
        }
        return subscription;
    }

    /** Lets go of everything. */
    synchronized void end() {
        all.clear();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.admin.ClientSubscriptionsAdmin.Lease;
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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The subscriptions of one socket.
 *
 * <p>Threads: guarded by {@code this}, but for its end.
 */
final class Subscriptions {

    /** The most of one socket. */
    static final int MAX = 100;

    private final Streams streams;
    private final Bookmarks bookmarks;
    private final Principal principal;
    private final Map<Integer, Subscription> all = new HashMap<>();

    Subscriptions(Streams streams, Bookmarks bookmarks, Principal principal) {
        this.streams = streams;
        this.bookmarks = bookmarks;
        this.principal = principal;
    }

    /**
     * One of them.
     *
     * @param credit what an acknowledgement brings it back to
     * @param lease of a durable one
     */
    private record Subscription(Feed feed, long credit, Optional<Lease> lease) {

        boolean isCalled(String durable) {
            return lease.filter(each -> each.identity().id().equals(durable)).isPresent();
        }
    }

    /** Adds one and answers; events follow the answer. */
    synchronized void subscribe(Connection connection, Command.Subscribe wish, Runnable next) {
        if (all.size() >= MAX) {
            throw Problem.of(ProblemCode.TOO_MANY_STREAMS, "this socket has " + MAX + " subscriptions, the most it may")
                    .toException();
        }
        if (all.containsKey(wish.id())) {
            throw bad("id", "id " + wish.id() + " is in use on this socket");
        }
        Optional<Lease> lease = wish.durable().map(name -> claim(connection, wish, name));
        StartPoint.Place place;
        try {
            place = place(wish, lease);
        } catch (RuntimeException e) {
            lease.ifPresent(bookmarks::release);
            throw e;
        }
        Feed feed = new Feed(wish.id(), new Interest(wish.selector(), principal), place, wish.credit());
        all.put(wish.id(), new Subscription(feed, wish.credit(), lease));
        connection.answer(Replies.ok(wish.id()), next);
        connection.add(feed);
    }

    private Lease claim(Connection connection, Command.Subscribe wish, String name) {
        if (all.values().stream().anyMatch(each -> each.isCalled(name))) {
            throw bad("durable", "this socket has taken up \"" + name + "\" already");
        }
        return bookmarks.claim(name, wish.selector().types(), connection);
    }

    /** A durable one goes on where it was left, whatever is asked for; a new one is kept before its first event. */
    private StartPoint.Place place(Command.Subscribe wish, Optional<Lease> lease) {
        OptionalLong left = lease.map(Lease::position).orElse(OptionalLong.empty());
        if (left.isPresent()) {
            return new StartPoint.After(left.getAsLong()).find(streams.log());
        }
        StartPoint.Place place = wish.start().orElse(new StartPoint.New()).find(streams.log());
        lease.ifPresent(each -> bookmarks.begin(each, place.position()));
        return place;
    }

    /** Ends one; a durable one stays where it is, or is removed. */
    synchronized void unsubscribe(Connection connection, int sub, boolean forget) {
        Optional<Lease> lease = require(sub).lease();
        if (forget && lease.isEmpty()) {
            throw bad("forget", "subscription " + sub + " is not durable; nothing is kept of it");
        }
        all.remove(sub);
        connection.remove(sub);
        lease.ifPresent(forget ? bookmarks::forget : bookmarks::release);
    }

    /** Notes how far the client is, which also brings its credit back to what it was. */
    synchronized void acknowledge(Connection connection, int sub, long position) {
        Subscription subscription = require(sub);
        if (position > subscription.feed().position()) {
            throw bad(
                    "sequence",
                    "sequence " + EventWriter.sequence(position) + " was not sent yet; subscription " + sub + " is at "
                            + EventWriter.sequence(subscription.feed().position()));
        }
        subscription.lease().ifPresent(lease -> lease.acknowledge(position));
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

    private static RuntimeException bad(String member, String detail) {
        return Problem.pointer(ProblemCode.INVALID_PARAMETER, "#/" + member, detail)
                .toException();
    }

    /** Lets go of everything. Does not block. */
    void end() {
        bookmarks.end();
    }
}

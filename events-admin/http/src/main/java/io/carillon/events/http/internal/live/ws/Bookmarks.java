// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Ending;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Identity;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Lease;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.http.internal.live.Connection;
import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.rest.Host;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The durable subscriptions that one socket has taken up.
 *
 * <p>Threads: safe for concurrent use.
 */
final class Bookmarks {

    private final Host host;
    private final Principal principal;
    private final Object turn;
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    /** Whether one of them is somebody else's now, so that this socket is over. */
    private volatile boolean lost;

    private volatile boolean ended;

    /** @param turn one for all sockets, which take up and remove one after the other */
    Bookmarks(Host host, Principal principal, Object turn) {
        this.host = host;
        this.principal = principal;
        this.turn = turn;
    }

    /**
     * Takes one up; whoever has it now is sent away. Blocks.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException if the connection is over: its client may have taken it
     *     up by the next one already
     */
    Lease claim(String id, List<TypePattern> types, Connection connection) {
        Lease lease;
        synchronized (turn) {
            if (connection.isOver()) {
                throw Problem.pointer(
                                ProblemCode.IN_USE,
                                "#/durable",
                                "the connection is over; \"" + id + "\" was not taken up")
                        .toException();
            }
            lease = host.get(ClientSubscriptionsAdmin.class)
                    .claim(
                            new Identity(principal.name(), id),
                            types,
                            connection.peer().remote(),
                            why -> end(connection, why));
        }
        leases.add(lease);
        if (ended) { // the socket closed meanwhile, and nobody else would give it back
            release(lease);
        }
        return lease;
    }

    private void end(Connection connection, Ending why) {
        lost = true;
        connection.leave(why == Ending.TAKEN_OVER ? Farewell.TAKEN_OVER : Farewell.UNAVAILABLE);
    }

    /** Keeps a new one. Blocks. */
    void begin(Lease lease, long position) {
        try {
            lease.begin(position);
        } catch (IllegalStateException e) {
            throw Problem.pointer(ProblemCode.TOO_MANY_STREAMS, "#/durable", String.valueOf(e.getMessage()))
                    .toException();
        }
    }

    /** Gives one back. */
    void release(Lease lease) {
        leases.remove(lease);
        lease.close();
    }

    /** Gives one back and removes it for good, unless it is somebody else's now. Blocks. */
    void forget(Lease lease) {
        synchronized (turn) {
            release(lease);
            if (!lost) {
                host.get(SubscriptionsAdmin.class).purge(lease.identity().name(), principal.name());
            }
        }
    }

    /** Gives all back. Does not block. */
    void end() {
        ended = true;
        leases.forEach(this::release);
    }
}

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
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    Bookmarks(Host host, Principal principal) {
        this.host = host;
        this.principal = principal;
    }

    /** Takes one up; whoever has it now is sent away. Blocks. */
    Lease claim(String id, List<TypePattern> types, Connection connection) {
        Lease lease = host.get(ClientSubscriptionsAdmin.class)
                .claim(
                        new Identity(principal.name(), id),
                        types,
                        connection.peer().remote(),
                        why -> connection.leave(why == Ending.TAKEN_OVER ? Farewell.TAKEN_OVER : Farewell.UNAVAILABLE));
        leases.add(lease);
        if (ended) { // the socket closed meanwhile, and nobody else would give it back
            release(lease);
        }
        return lease;
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

    /** Gives one back and removes it for good. Blocks. */
    void forget(Lease lease) {
        release(lease);
        host.get(SubscriptionsAdmin.class).purge(lease.identity().name(), principal.name());
    }

    /** Gives all back. Does not block. */
    void end() {
        ended = true;
        leases.forEach(this::release);
    }
}

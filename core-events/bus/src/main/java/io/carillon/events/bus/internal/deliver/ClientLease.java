// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.admin.ClientSubscriptionsAdmin.Ending;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Identity;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Lease;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The right to acknowledge for one durable subscription of a client.
 *
 * <p>Threads: guarded by {@code this}, but for the answer that it has ended.
 */
final class ClientLease implements Lease {

    private static final long NOWHERE = -1;

    private final Identity identity;
    private final List<String> types;
    private final Consumer<Ending> ended;
    private final ClientSubscriptions all;
    private int opening;
    private long acknowledged = NOWHERE;
    private boolean over;

    ClientLease(Identity identity, List<String> types, Consumer<Ending> ended, ClientSubscriptions all) {
        this.identity = identity;
        this.types = List.copyOf(types);
        this.ended = ended;
        this.all = all;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    List<String> types() {
        return types;
    }

    /** Learns its place in the log of an opening. */
    synchronized void place(int ofOpening, long position) {
        opening = ofOpening;
        acknowledged = position;
    }

    @Override
    public synchronized OptionalLong position() {
        return acknowledged == NOWHERE ? OptionalLong.empty() : OptionalLong.of(acknowledged);
    }

    @Override
    public void begin(long position) {
        if (position().isPresent()) {
            throw new IllegalStateException("subscription " + identity.name() + " has begun already");
        }
        all.begin(this, position);
    }

    @Override
    public synchronized void acknowledge(long position) {
        if (acknowledged == NOWHERE) {
            throw new IllegalStateException("subscription " + identity.name() + " has not begun");
        }
        if (!over && position > acknowledged) {
            all.acknowledge(this, opening, position);
            acknowledged = position;
        }
    }

    /** Takes it away from its client, and tells that. */
    void end(Ending why) {
        if (stop()) {
            ended.accept(why);
        }
    }

    private synchronized boolean stop() {
        boolean first = !over;
        over = true;
        return first;
    }

    @Override
    public void close() {
        stop();
        all.release(this);
    }
}

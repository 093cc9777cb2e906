// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Mark;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Durable subscriptions of clients: records like those of handlers, whose checkpoint is what the client acknowledged. What is
 * not taken up is dormant, in the words and by the rules for those of handlers.
 *
 * <p>Threads: safe for concurrent use; records are read and changed by the clerk.
 */
public final class ClientSubscriptions implements ClientSubscriptionsAdmin {

    private static final List<String> EVERYTHING = List.of("**");

    private final Clerk clerk;
    private final Placement placement;
    private final LaneServices services;
    private final LogTail tail;
    private final Map<String, ClientLease> held = new ConcurrentHashMap<>();

    ClientSubscriptions(Clerk clerk, Placement placement, LaneServices services, LogTail tail) {
        this.clerk = clerk;
        this.placement = placement;
        this.services = services;
        this.tail = tail;
    }

    @Override
    public Lease claim(Identity identity, List<TypePattern> types, Consumer<Ending> ended) {
        List<String> texts = types.isEmpty()
                ? EVERYTHING
                : types.stream().map(TypePattern::text).toList();
        ClientLease lease = new ClientLease(identity, texts, ended, this);
        return clerk.call(() -> {
            ClientLease before = held.put(identity.name(), lease);
            if (before != null) { // from here on it moves nothing that is about to be read
                before.end(Ending.TAKEN_OVER);
            }
            try {
                find(lease);
            } catch (RuntimeException e) {
                release(lease);
                throw e;
            }
            return lease;
        });
    }

    private void find(ClientLease lease) {
        int opening = services.appender().checkpoints().opening(); // before it is asked which log that is
        Optional<SubscriptionRecord> known = record(lease);
        known.ifPresent(record -> {
            long position = placement.mark(record).position();
            if (!record.types().equals(lease.types())) {
                write(lease, record.generation() + 1, position, position, record.created(), Mark.CHANGED);
            }
            lease.place(opening, position);
        });
    }

    private Optional<SubscriptionRecord> record(ClientLease lease) {
        return services.store().read(open -> open.subscription(lease.identity().name()));
    }

    /** Keeps a new one. */
    void begin(ClientLease lease, long position) {
        clerk.call(() -> {
            int opening = services.appender().checkpoints().opening();
            requireRoom(lease.identity());
            write(lease, 1, position, position, services.clock().instant(), Mark.STARTED);
            lease.place(opening, position);
            return true;
        });
    }

    private void requireRoom(Identity identity) {
        List<SubscriptionRecord> all = services.store().read(EventStore::subscriptions).stream()
                .filter(each -> each.plugin().startsWith(PREFIX))
                .toList();
        long own = all.stream()
                .filter(each -> each.plugin().equals(identity.owner()))
                .count();
        if (own >= MAX_OF_CLIENT) {
            throw new IllegalStateException(identity.client() + " has " + own
                    + " durable subscriptions, the most it may; remove one that is not needed any more");
        }
        if (all.size() >= MAX) {
            throw new IllegalStateException("clients have " + all.size()
                    + " durable subscriptions, the most there may be; remove some that are not needed any more");
        }
    }

    private void write(ClientLease lease, int generation, long since, long position, Instant created, Mark why) {
        SubscriptionRecord record = new SubscriptionRecord(
                lease.identity().name(),
                lease.identity().owner(),
                lease.types(),
                generation,
                since,
                position,
                List.of(),
                true,
                created);
        services.appender().checkpoints().supersede(record.name());
        placement.write(record, why, "", services.clock().instant());
    }

    /** Moves a checkpoint, soon. */
    void acknowledge(ClientLease lease, int opening, long position) {
        if (position > tail.head()) {
            throw new IllegalArgumentException("position " + position + " cannot be acknowledged for "
                    + lease.identity().name() + ": the log ends at position " + tail.head());
        }
        services.appender()
                .checkpoint(opening, new Change.Checkpoint(lease.identity().name(), position, List.of()));
    }

    /** Whether a client has taken up the one of this name. */
    boolean isHeld(String name) {
        return held.containsKey(name);
    }

    void release(ClientLease lease) {
        held.remove(lease.identity().name(), lease);
    }

    /** Takes all of them away from their clients. */
    void endAll() {
        held.values().forEach(lease -> {
            release(lease);
            lease.end(Ending.CLOSED);
        });
    }
}

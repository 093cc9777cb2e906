// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Mark;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
    /** The newest lease of each, until it is over and nothing of its book is on its way. */
    private final Map<String, ClientLease> leases = new ConcurrentHashMap<>();

    ClientSubscriptions(Clerk clerk, Placement placement, LaneServices services) {
        this.clerk = clerk;
        this.placement = placement;
        this.services = services;
    }

    @Override
    public Lease claim(Identity identity, List<TypePattern> types, String from, Consumer<Ending> ended) {
        List<String> texts = types.isEmpty()
                ? EVERYTHING
                : types.stream().map(TypePattern::text).toList();
        ClientLease lease = new ClientLease(identity, texts, from, ended, this, services);
        return clerk.call(() -> {
            ClientLease before = leases.get(identity.name());
            if (before != null) { // from here on it moves nothing that is about to be read
                before.end(Ending.TAKEN_OVER);
                clerk.await(before.finish());
            }
            leases.put(identity.name(), lease);
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
            Placement.Found place = placement.goOn(record);
            long position = place.mark().position();
            if (!record.types().equals(lease.types())) {
                write(lease, record.generation() + 1, position, position, record.created(), Mark.CHANGED);
            }
            lease.place(opening, place);
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
            DeliveryBook book = DeliveryBook.empty(lease.identity().name());
            lease.place(opening, new Placement.Found(new Ledger.Mark(position, List.of()), List.of(), book, false));
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

    /** Whether a client has taken up the one of this name. */
    boolean isHeld(String name) {
        ClientLease lease = leases.get(name);
        return lease != null && !lease.isOver();
    }

    /**
     * Waits until nothing is on its way of what a client has acknowledged, but for a checkpoint.
     *
     * @throws IllegalStateException if a client has it
     */
    void requireFree(String name) {
        if (isHeld(name)) { // it knows where it is
            throw new IllegalStateException(
                    "subscription " + name + " is in use by its client; close the connection of that first");
        }
        ClientLease last = leases.get(name);
        if (last != null) {
            clerk.await(last.finish());
            leases.remove(name, last);
        }
    }

    /** Where its client is, if it is there; what is stored may be behind that. */
    OptionalLong position(String name) {
        ClientLease lease = leases.get(name);
        return lease == null ? OptionalLong.empty() : lease.position();
    }

    /** What its client acknowledged when, if it is there. */
    Optional<OpenBook.Snapshot> book(String name) {
        return Optional.ofNullable(leases.get(name)).flatMap(ClientLease::book);
    }

    void release(ClientLease lease) {
        var unused = lease.finish()
                .whenComplete(
                        (stored, failure) -> leases.remove(lease.identity().name(), lease));
    }

    /** Takes all of them away from their clients; what was acknowledged is stored still. */
    public void endAll() {
        leases.values().forEach(lease -> {
            lease.end(Ending.CLOSED);
            release(lease);
        });
    }

    /** Takes all of them away from their clients; what is not stored means nothing any more. */
    void dropAll() {
        leases.values().forEach(lease -> {
            lease.end(Ending.CLOSED);
            lease.lose();
            leases.remove(lease.identity().name(), lease);
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.Priority;
import io.carillon.events.bus.internal.log.LogEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The subscriptions whose handlers are there.
 *
 * <p>Threads: safe for concurrent use. Changes copy; readers work on the copy that was current when they asked.
 */
public final class SubscriptionTable {

    private volatile Index index = new Index(new TreeMap<>());
    private Consumer<Collection<Subscriber>> watcher = all -> {};

    /** One state of the table with the subscriptions each type concerns, found out once. */
    static final class Index {

        private final SortedMap<String, Subscriber> byName;
        private final List<DurableSubscription> durable = new ArrayList<>();
        private final Map<String, List<Subscriber>> byType = new ConcurrentHashMap<>();
        private final Map<Wanted, List<Subscriber>> above = new ConcurrentHashMap<>();

        private record Wanted(String type, Priority band) {}

        private Index(SortedMap<String, Subscriber> byName) {
            this.byName = byName;
            for (Subscriber each : byName.values()) {
                if (each instanceof DurableSubscription one) {
                    durable.add(one);
                }
            }
        }

        /** The durable ones. */
        List<DurableSubscription> durable() {
            return durable;
        }

        /** Those that want a type. */
        List<Subscriber> wanting(String type) {
            List<Subscriber> known = byType.get(type);
            if (known == null) {
                known = byName.values().stream()
                        .filter(each -> each.wants(type))
                        .toList();
                if (byType.size() >= TypeMatch.MAX_REMEMBERED) {
                    byType.clear();
                }
                byType.put(type, known);
            }
            return known;
        }

        /** Those of higher bands that want a type. */
        List<Subscriber> above(String type, Priority band) {
            Wanted wanted = new Wanted(type, band);
            List<Subscriber> known = above.get(wanted);
            if (known == null) {
                known = wanting(type).stream()
                        .filter(each -> each.declared().priority().compareTo(band) < 0)
                        .toList();
                if (above.size() >= TypeMatch.MAX_REMEMBERED) {
                    above.clear();
                }
                above.put(wanted, known);
            }
            return known;
        }
    }

    /** Tells somebody of all subscriptions whenever one has come or gone. */
    synchronized void watch(Consumer<Collection<Subscriber>> next) {
        watcher = next;
    }

    /**
     * Adds a subscription.
     *
     * @throws IllegalStateException if its name is taken
     */
    public synchronized void add(Subscriber subscriber) {
        TreeMap<String, Subscriber> next = new TreeMap<>(index.byName);
        if (next.putIfAbsent(subscriber.name(), subscriber) != null) {
            throw new IllegalStateException("there is a handler for the subscription " + subscriber.name()
                    + " already; give each handler of a plugin an id of its own");
        }
        index = new Index(next);
        watcher.accept(next.values());
    }

    /** Takes a subscription out. */
    public synchronized void remove(Subscriber subscriber) {
        TreeMap<String, Subscriber> next = new TreeMap<>(index.byName);
        if (next.remove(subscriber.name(), subscriber)) {
            index = new Index(next);
            watcher.accept(next.values());
        }
    }

    /** All of them in ascending order of names. */
    public Collection<Subscriber> all() {
        return index.byName.values();
    }

    /** The table as it is now, to stay the same over several questions. */
    Index index() {
        return index;
    }

    public Optional<Subscriber> get(String name) {
        return Optional.ofNullable(index.byName.get(name));
    }

    public int size() {
        return index.byName.size();
    }

    /** Those that want a type. */
    public List<Subscriber> wanting(String type) {
        return index.wanting(type);
    }

    /**
     * Names of those that want a type and are at the end of the log.
     *
     * @param unlogged whether the event will not be in the log, so that only live handlers see it
     */
    public List<String> live(String type, boolean unlogged) {
        return wanting(type).stream()
                .filter(each -> (!unlogged || each instanceof LiveMailbox) && each.isLive())
                .map(Subscriber::name)
                .toList();
    }

    /** Gives an event that is not in the log to the live subscriptions. */
    public void deliverUnlogged(Event event) {
        LogEntry entry = new LogEntry(0, event);
        for (Subscriber each : wanting(event.type())) {
            if (each instanceof LiveMailbox mailbox) {
                mailbox.offer(entry);
            }
        }
    }
}

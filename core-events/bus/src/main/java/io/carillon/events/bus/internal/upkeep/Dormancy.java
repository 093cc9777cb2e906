// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.upkeep;

import io.carillon.events.bus.internal.deliver.DocumentKey;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.store.Change;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Since when each subscription has no handler, kept as a document while it has none, and when it is removed for that. A
 * host that has just started waits before it takes a handler for gone.
 *
 * <p>Threads: one looks; asking is safe for concurrent use.
 */
public final class Dormancy {

    /** The collection of the documents. */
    static final String COLLECTION = "carillon.subscription.dormant";
    /** How long a handler has to be missed by this host before its subscription can be removed. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int PAGE = 1_000;

    /** What a document says. */
    record Absence(String subscription, Instant since) {

        Change keep() {
            return new Change.PutDocument(COLLECTION, DocumentKey.of(subscription), DocumentKey.json(this), Map.of());
        }
    }

    private final Duration kept;
    private final Clock clock;
    private final Map<String, Instant> since = new ConcurrentHashMap<>();
    /** Since when this host misses a handler. */
    private final Map<String, Instant> missed = new HashMap<>();

    /**
     * Knows nothing yet.
     *
     * @param kept how long a subscription without a handler is kept; zero for ever
     */
    public Dormancy(Duration kept, Clock clock) {
        this.kept = kept;
        this.clock = clock;
    }

    /** When a subscription is removed if its handler does not come back; empty if it has one, or for never. */
    public Optional<Instant> expires(String subscription) {
        return kept.isZero()
                ? Optional.empty()
                : Optional.ofNullable(since.get(subscription)).map(begin -> begin.plus(kept));
    }

    /**
     * Notes who has a handler and who has not.
     *
     * @param present whether one of this name has its handler, or its client
     * @return those whose time is over
     * @throws io.carillon.events.StoreUnavailableException if the store is away
     */
    List<String> look(StoreHolder store, Predicate<String> present, Writer writer) {
        Instant now = clock.instant();
        Map<String, Instant> known = store.read(Dormancy::load);
        Map<String, Instant> absent = new HashMap<>();
        List<Change> changes = new ArrayList<>();
        for (SubscriptionRecord record : store.read(EventStore::subscriptions)) {
            String name = record.name();
            if (!present.test(name)) {
                Instant begin = known.remove(name);
                Instant gone = begin == null ? left(store, name).orElse(now) : begin;
                absent.put(name, gone);
                if (begin == null) {
                    changes.add(new Absence(name, gone).keep());
                }
            }
        }
        known.keySet().forEach(back -> changes.add(new Change.RemoveDocument(COLLECTION, DocumentKey.of(back))));
        for (int from = 0; from < changes.size(); from += PAGE) {
            writer.write(changes.subList(from, Math.min(changes.size(), from + PAGE)));
        }
        since.keySet().retainAll(absent.keySet());
        since.putAll(absent);
        missed.keySet().retainAll(absent.keySet());
        absent.keySet().forEach(name -> missed.putIfAbsent(name, now));
        return absent.keySet().stream()
                .filter(name -> isOver(name, now))
                .sorted()
                .toList();
    }

    /** When its handler went, if that was noted. */
    private static Optional<Instant> left(StoreHolder store, String name) {
        return store.read(open -> SubscriptionHistory.read(open, name))
                .last()
                .filter(span -> span.mark() == SubscriptionHistory.Mark.LEFT)
                .map(SubscriptionHistory.Span::since);
    }

    private boolean isOver(String name, Instant now) {
        return expires(name).map(end -> !now.isBefore(end)).orElse(false)
                && !now.isBefore(missed.getOrDefault(name, now).plus(PATIENCE));
    }

    private static Map<String, Instant> load(EventStore store) {
        Map<String, Instant> known = new HashMap<>();
        String after = "";
        List<Document> page;
        do {
            page = store.documents(COLLECTION, "", "", after, LogReader.MAX_PAGE);
            for (Document each : page) {
                Absence absence = DocumentKey.read(each.json(), Absence.class);
                known.put(absence.subscription(), absence.since());
                after = each.key();
            }
        } while (page.size() == LogReader.MAX_PAGE);
        return known;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.StartFrom;
import io.carillon.events.TypePattern;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Mark;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Span;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.store.Change;
import io.carillon.events.store.Document;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds where a durable subscription begins or goes on in the log that is open, and keeps what is known of it up to date. */
final class Placement {

    private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

    /** A handler that is away for less than this, for an update or a restart, was not away. */
    private static final Duration SHORT = Duration.ofMinutes(1);

    /**
     * Where a subscription goes on.
     *
     * @param setAside what it set aside
     * @param book what it handled before
     * @param moved whether somebody put it there since it was begun before
     */
    record Found(Ledger.Mark mark, List<SetAside> setAside, DeliveryBook book, boolean moved) {}

    private final LaneServices services;
    private final StoreHolder store;
    private final LogTail tail;
    private final Writer writer;
    private final LogPlaces places;

    Placement(LaneServices services, LogTail tail) {
        this.services = services;
        this.store = services.store();
        this.tail = tail;
        this.writer = services.writer();
        this.places = new LogPlaces(store);
    }

    LogPlaces places() {
        return places;
    }

    /**
     * Finds the place of a subscription.
     *
     * @param born head of the log when the subscription came
     */
    Found find(DurableSubscription subscription, long born) {
        String name = subscription.name();
        Optional<SubscriptionRecord> known = store.read(open -> open.subscription(name));
        return known.isPresent() ? goOn(subscription, known.get()) : begin(subscription, born);
    }

    private Found begin(DurableSubscription subscription, long born) {
        StartFrom from = subscription.declared().from();
        long start = from == StartFrom.NOW
                ? born
                : Math.min(places.find(from, subscription.declared().types(), tail.head()), tail.head());
        Instant now = services.clock().instant();
        LOG.info("New subscription {} begins after position {} ({})", subscription.name(), start, from);
        SubscriptionRecord record = new SubscriptionRecord(
                subscription.name(), subscription.plugin(), types(subscription), 1, start, start, List.of(), true, now);
        write(record, Mark.STARTED, subscription.pluginVersion(), now);
        return new Found(new Ledger.Mark(start, List.of()), List.of(), book(subscription.name()), false);
    }

    private Found goOn(DurableSubscription subscription, SubscriptionRecord record) {
        Ledger.Mark mark = mark(record);
        List<String> types = types(subscription);
        boolean others = !record.types().equals(types);
        if (others) {
            LOG.info(
                    "Subscription {} wants other types from position {} on: {}", record.name(), mark.position(), types);
        }
        SubscriptionRecord now = new SubscriptionRecord(
                record.name(),
                record.plugin(),
                types,
                record.generation() + (others ? 1 : 0),
                others ? mark.position() : record.since(),
                mark.position(),
                mark.finished(),
                record.enabled(),
                record.created());
        SubscriptionHistory history = store.read(open -> SubscriptionHistory.read(open, record.name()));
        Optional<Span> last = history.last();
        boolean same = last.isPresent()
                && last.get().mark() != Mark.LEFT
                && last.get().pluginVersion().equals(subscription.pluginVersion());
        if (others || !same) {
            write(
                    now,
                    Mark.CHANGED,
                    subscription.pluginVersion(),
                    services.clock().instant());
        }
        DeliveryBook book = book(record.name());
        return new Found(mark, setAside(record.name()), book, history.movedSince(book));
    }

    /** Where a subscription of a client goes on. */
    Found goOn(SubscriptionRecord record) {
        DeliveryBook book = book(record.name());
        SubscriptionHistory history = store.read(open -> SubscriptionHistory.read(open, record.name()));
        return new Found(mark(record), List.of(), book, history.movedSince(book));
    }

    private DeliveryBook book(String name) {
        return store.read(open -> DeliveryBook.read(open, name));
    }

    /** The newest checkpoint there is, stored or on its way. */
    Ledger.Mark mark(SubscriptionRecord record) {
        Ledger.Mark newest = services.appender()
                .checkpoints()
                .pending(record.name())
                .map(each -> new Ledger.Mark(each.position(), each.finished()))
                .orElseGet(() -> new Ledger.Mark(record.position(), record.finished()));
        long head = tail.head();
        return newest.position() <= head
                ? new Ledger.Mark(
                        newest.position(),
                        newest.finished().stream().filter(each -> each <= head).toList())
                : new Ledger.Mark(head, List.of());
    }

    private static List<String> types(DurableSubscription subscription) {
        return subscription.declared().types().stream().map(TypePattern::text).toList();
    }

    void write(SubscriptionRecord record, Mark why, String pluginVersion, Instant now) {
        SubscriptionHistory history = store.read(open -> SubscriptionHistory.read(open, record.name()));
        boolean shortLeave = history.last()
                .filter(last ->
                        last.mark() == Mark.LEFT && last.since().plus(SHORT).isAfter(now))
                .isPresent();
        if (shortLeave) {
            history = history.withoutLast();
        }
        Span span = new Span(why, record.position(), now, record.types(), pluginVersion, record.generation(), "");
        writer.write(new Change.PutSubscription(record), history.with(span).change());
    }

    /** Notes that the handler of a subscription went. */
    void left(String name) {
        SubscriptionHistory history = store.read(open -> SubscriptionHistory.read(open, name));
        Optional<SubscriptionRecord> record = store.read(open -> open.subscription(name));
        if (record.isPresent() && history.last().isPresent()) {
            long position = mark(record.get()).position();
            Instant now = services.clock().instant();
            writer.write(history.with(history.last().get().next(Mark.LEFT, position, now, ""))
                    .change());
        }
    }

    /** Everything a subscription set aside. */
    List<SetAside> setAside(String name) {
        List<SetAside> all = new ArrayList<>();
        String after = "";
        List<Document> page;
        do {
            String from = after;
            page = store.read(open ->
                    open.documents(SetAside.COLLECTION, DocumentKey.SUBSCRIPTION, name, from, LogReader.MAX_PAGE));
            for (Document document : page) {
                all.add(SetAside.read(document));
                after = document.key();
            }
        } while (page.size() == LogReader.MAX_PAGE);
        return all;
    }
}

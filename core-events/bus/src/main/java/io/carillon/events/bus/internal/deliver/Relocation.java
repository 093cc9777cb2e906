// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.HandlerMode;
import io.carillon.events.StartFrom;
import io.carillon.events.TypePattern;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Mark;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts subscriptions to another place in the log, and removes those nobody needs. */
final class Relocation {

    private static final Logger LOG = LoggerFactory.getLogger(Relocation.class);
    /** Removals in one unit; what is more follows in others. */
    private static final int REMOVALS = 2_000;

    private final Subscriptions subscriptions;
    private final Clerk clerk;
    private final LogTail tail;
    private final StoreHolder store;
    private final Writer writer;
    private final LaneServices services;
    private final HostEvents events;
    private final Duration patience;

    Relocation(Subscriptions subscriptions, LogTail tail, LaneServices services) {
        this.subscriptions = subscriptions;
        this.clerk = subscriptions.clerk();
        this.tail = tail;
        this.store = services.store();
        this.writer = services.writer();
        this.services = services;
        this.events = services.events();
        this.patience = services.settings().budget();
    }

    /** A record with another mark. */
    static SubscriptionRecord at(SubscriptionRecord record, Ledger.Mark mark, boolean enabled) {
        return new SubscriptionRecord(
                record.name(),
                record.plugin(),
                record.types(),
                record.generation(),
                record.since(),
                mark.position(),
                mark.finished(),
                enabled,
                record.created());
    }

    long seek(String name, StartFrom to, String by) {
        Optional<DurableSubscription> present = subscriptions
                .table()
                .get(name)
                .filter(DurableSubscription.class::isInstance)
                .map(DurableSubscription.class::cast);
        // Not on the clerk: calls may run for as long as their time budget.
        present.ifPresent(each -> each.hold(patience));
        try {
            return clerk.call(() -> seek(name, to, by, present));
        } finally {
            present.ifPresent(DurableSubscription::moved);
        }
    }

    private long seek(String name, StartFrom to, String by, Optional<DurableSubscription> present) {
        subscriptions.clients().requireFree(name);
        SubscriptionRecord record = record(name);
        List<TypePattern> types = record.types().stream().map(TypePattern::new).toList();
        long target = subscriptions.placement().places().find(to, types, tail.head());
        if (target > tail.head()) {
            throw new IllegalArgumentException(
                    "cannot put " + name + " to " + to + ": the log ends at position " + tail.head());
        }
        long before = present.map(each -> each.status().position())
                .orElseGet(() -> subscriptions.placement().mark(record).position());
        Ledger.Mark mark = new Ledger.Mark(target, List.of());
        List<Change> removals = removals(name, target);
        List<Change> first = new ArrayList<>();
        first.add(new Change.PutSubscription(at(record, mark, record.enabled())));
        first.add(moved(record, Mark.MOVED, target, by));
        first.add(events.by(
                by,
                "carillon.subscription.moved",
                "subscription/" + name,
                Map.<String, Object>of(
                        "subscription", name, "plugin", record.plugin(), "from", before, "to", target, "by", by)));
        services.appender().checkpoints().supersede(name);
        // From here on it goes on wherever the store says, even if it does not say now.
        present.ifPresent(each -> each.course().lose());
        try {
            writer.write(join(first, removals.subList(0, Math.min(REMOVALS, removals.size()))));
            for (int i = REMOVALS; i < removals.size(); i += REMOVALS) {
                writer.write(removals.subList(i, Math.min(removals.size(), i + REMOVALS)));
            }
        } finally {
            present.ifPresent(subscriptions::place);
        }
        LOG.info("Subscription {} is put from position {} to {} by {}", name, before, target, by);
        return target;
    }

    private static List<Change> join(List<Change> some, List<Change> more) {
        List<Change> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private SubscriptionRecord record(String name) {
        return store.read(open -> open.subscription(name))
                .orElseThrow(() -> new NoSuchElementException("there is no durable subscription " + name
                        + (isLive(name) ? "; the one of this name is live and has no place in the log" : "")));
    }

    private boolean isLive(String name) {
        return subscriptions
                .table()
                .get(name)
                .filter(each -> each.declared().mode() == HandlerMode.LIVE)
                .isPresent();
    }

    private Change moved(SubscriptionRecord record, Mark why, long position, String by) {
        SubscriptionHistory history = store.read(open -> SubscriptionHistory.read(open, record.name()));
        return history.last()
                .map(last ->
                        history.with(last.next(why, position, services.clock().instant(), by)))
                .orElse(history)
                .change();
    }

    /** What is known of events after a position. */
    private List<Change> removals(String name, long after) {
        List<Change> removals = new ArrayList<>();
        subscriptions.placement().setAside(name).stream()
                .filter(each -> each.position() > after)
                .forEach(each -> removals.add(SetAside.remove(name, each.position())));
        long from = after;
        List<DeadLetter> page;
        do {
            long start = from;
            page = store.read(open -> open.deadLetters(name, start, LogReader.MAX_PAGE));
            for (DeadLetter letter : page) {
                removals.add(new Change.RemoveDeadLetter(name, letter.position()));
                from = letter.position();
            }
        } while (page.size() == LogReader.MAX_PAGE);
        return removals;
    }

    void purge(String name, String by) {
        clerk.call(() -> {
            subscriptions.clients().requireFree(name);
            SubscriptionRecord record = record(name);
            if (subscriptions.table().get(name).isPresent()) {
                throw new IllegalStateException(
                        "subscription " + name + " has a handler; uninstall its plugin, or move it instead");
            }
            long position = subscriptions.placement().mark(record).position();
            services.appender().checkpoints().supersede(name);
            List<Change> removals = new ArrayList<>();
            subscriptions
                    .placement()
                    .setAside(name)
                    .forEach(each -> removals.add(SetAside.remove(name, each.position())));
            for (int i = REMOVALS; i < removals.size(); i += REMOVALS) {
                writer.write(removals.subList(i, Math.min(removals.size(), i + REMOVALS)));
            }
            List<Change> last = new ArrayList<>(removals.subList(0, Math.min(REMOVALS, removals.size())));
            last.addAll(DeliveryBook.forget(name));
            last.add(new Change.RemoveSubscription(name));
            last.add(moved(record, Mark.PURGED, position, by));
            last.add(events.by(
                    by,
                    "carillon.subscription.purged",
                    "subscription/" + name,
                    Map.<String, Object>of(
                            "subscription", name, "plugin", record.plugin(), "position", position, "by", by)));
            writer.write(last);
            LOG.info("Subscription {} is removed by {}", name, by);
            return true;
        });
    }
}

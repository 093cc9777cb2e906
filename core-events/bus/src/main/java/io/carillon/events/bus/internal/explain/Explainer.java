// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.explain;

import io.carillon.events.DataBinding;
import io.carillon.events.HandlerMode;
import io.carillon.events.admin.ExplainAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.bus.internal.deliver.BookReading;
import io.carillon.events.bus.internal.deliver.OpenBook;
import io.carillon.events.bus.internal.deliver.SetAside;
import io.carillon.events.bus.internal.deliver.Subscriber;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory;
import io.carillon.events.bus.internal.deliver.SubscriptionTable;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Explains events from what the store and the subscriptions know of them. */
public final class Explainer implements ExplainAdmin {

    private final SubscriptionTable table;
    private final Function<String, Optional<OpenBook.Snapshot>> books;
    private final StoreHolder store;
    private final Decisions decisions;

    /**
     * An explainer.
     *
     * @param books that are being written, by the names of their subscriptions
     */
    public Explainer(
            SubscriptionTable table,
            Function<String, Optional<OpenBook.Snapshot>> books,
            StoreHolder store,
            DataBinding binding) {
        this.table = table;
        this.books = books;
        this.store = store;
        this.decisions = new Decisions(binding);
    }

    @Override
    public List<Explanation> explain(long position) {
        return store.read(open -> {
            StoredEvent event = event(open, position);
            Set<String> names = new TreeSet<>(SubscriptionHistory.names(open));
            open.subscriptions().forEach(each -> names.add(each.name()));
            table.all().forEach(each -> names.add(each.name()));
            List<Explanation> explanations = new ArrayList<>();
            for (String each : names) {
                Optional<Subscriber> present = table.get(each);
                explanations.add(
                        present.isPresent() && present.get().declared().mode() == HandlerMode.LIVE
                                ? live(present.get(), event)
                                : Reasoning.of(facts(open, each, event, present)));
            }
            return List.copyOf(explanations);
        });
    }

    private static StoredEvent event(EventStore open, long position) {
        return open.readAfter(Math.max(0, position - 1), 1).stream()
                .filter(each -> each.position() == position)
                .findFirst()
                .orElseThrow(() -> {
                    LogHead head = open.head();
                    return new NoSuchElementException("there is no event at position " + position
                            + "; the log holds positions " + head.first() + " to " + head.position());
                });
    }

    private static Explanation live(Subscriber subscriber, StoredEvent event) {
        String patterns = String.join(", ", subscriber.status().types());
        boolean wanted = subscriber.wants(event.event().type());
        return new Explanation(
                subscriber.name(),
                wanted ? Outcome.NOT_RECORDED : Outcome.FILTERED,
                wanted
                        ? "a live subscription keeps no record of single events; it wants " + patterns
                        : "no pattern matches the type " + event.event().type() + ": " + patterns,
                0,
                null,
                null,
                null,
                null);
    }

    private Facts facts(EventStore open, String name, StoredEvent event, Optional<Subscriber> present) {
        long position = event.position();
        Optional<SubscriptionRecord> record = open.subscription(name);
        List<DeadLetter> letters = open.deadLetters(name, position - 1, 1);
        Optional<SubscriptionStatus> status = present.map(Subscriber::status);
        // Asked for after the checkpoint, so that what that counts is in the book.
        Optional<OpenBook.Snapshot> live = books.apply(name);
        return new Facts(
                name,
                event,
                Past.of(SubscriptionHistory.read(open, name)),
                record,
                status,
                record.isPresent() ? SetAside.concerning(open, name, event) : List.of(),
                letters.stream().filter(each -> each.position() == position).findFirst(),
                BookReading.of(open, name, live, event),
                live.isPresent(),
                present.map(Subscriber::recent).flatMap(recent -> recent.last(position)),
                present.map(each -> each.isHandling(position)).orElse(false),
                decisions.discarded(open, name, position),
                decisions.movedOver(open, name, position));
    }
}

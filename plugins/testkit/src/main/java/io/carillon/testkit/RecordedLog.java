// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.Durability;
import io.carillon.events.Event;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All events a test has seen, each identity once. Guarded by its owner. */
final class RecordedLog {

    /**
     * One event.
     *
     * @param body what was published
     */
    record Entry(Event event, Receipt receipt, EventDraft body) {}

    private final String source;
    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<List<String>, Entry> known = new HashMap<>();
    private long position;

    /**
     * An empty log.
     *
     * @param source of events that do not name one
     */
    RecordedLog(String source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    private List<String> identity(EventDraft draft) {
        return List.of(draft.source().orElse(source), draft.id().orElse(""));
    }

    /** Why the drafts cannot be recorded, {@code null} if they can. */
    @Nullable
    EventConflictException conflict(List<EventDraft> drafts) {
        for (EventDraft draft : drafts) {
            Entry first = known.get(identity(draft));
            if (first != null && !draft.equals(first.body())) {
                Receipt receipt = first.receipt();
                return new EventConflictException(receipt.source(), receipt.id(), receipt.position());
            }
        }
        return null;
    }

    /** The receipt of an event that is here already. */
    Optional<Receipt> known(EventDraft draft) {
        return Optional.ofNullable(known.get(identity(draft)))
                .map(Entry::receipt)
                .map(first -> new Receipt(first.id(), first.source(), first.position(), first.durability(), true));
    }

    Entry record(EventDraft given) {
        String id = given.id().orElseGet(() -> "event-" + (entries.size() + 1));
        EventDraft.Builder complete =
                given.toBuilder().id(id).source(given.source().orElse(source));
        if (given.timeText().isEmpty()) {
            complete.time(clock.instant());
        }
        Event event = Event.of(complete.build());
        long place = given.ephemeral() ? 0 : ++position;
        Durability durability = given.ephemeral() ? Durability.VOLATILE : Durability.DURABLE;
        Entry entry = new Entry(event, new Receipt(id, event.source(), place, durability, false), given);
        entries.add(entry);
        known.put(List.of(event.source(), id), entry);
        return entry;
    }

    List<Event> events() {
        return entries.stream().map(Entry::event).toList();
    }

    /** What a log would hold: ephemeral events are left out. */
    List<Entry> stored() {
        return entries.stream().filter(entry -> entry.receipt().position() > 0).toList();
    }

    Optional<Event> latest(String type, String subject) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            Event event = entries.get(i).event();
            if (event.type().equals(type) && event.subject().equals(Optional.of(subject))) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }
}

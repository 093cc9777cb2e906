// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.admin;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.ClearAdmin;
import io.carillon.events.admin.JobWork;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;

/** Deletes the data of events through the one appender, with a record of the host in the same commit. */
public final class Clearing implements ClearAdmin {

    private static final TypePattern RECORDS = new TypePattern("carillon.**");
    private static final int PART = 500;

    private final StoreHolder store;
    private final Writer writer;
    private final LogTail tail;
    private final HostEvents events;

    public Clearing(StoreHolder store, Writer writer, LogTail tail, HostEvents events) {
        this.store = store;
        this.writer = writer;
        this.tail = tail;
        this.events = events;
    }

    @Override
    public void delete(long position, String by) {
        StoredEvent found = store.read(open -> open.readAfter(position - 1, 1)).stream()
                .filter(stored -> stored.position() == position && !isRecord(stored))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(
                        "there is no event at position " + position + " whose data may be deleted"));
        if (found.deleted()) {
            return;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("deletedBy", by);
        data.put("id", found.event().id());
        data.put("source", found.event().source());
        data.put("type", found.event().type());
        data.put("position", position);
        writer.write(
                new Change.DeleteData(position), events.by(by, "carillon.event.deleted", "event/" + position, data));
        tail.release();
    }

    private static boolean isRecord(StoredEvent stored) {
        return RECORDS.matches(stored.event().type());
    }

    @Override
    public Cleared clear(Request request, String by, JobWork.Progress progress) {
        Round round = new Round(request, by);
        try {
            round.run(progress);
        } catch (CancellationException e) {
            round.end(true);
            throw e;
        }
        return new Cleared(round.cleared, round.unread, round.end(false));
    }

    /** One clear. Its first part is not written before it is known whether another follows. */
    private final class Round {

        private final Request request;
        private final String by;
        private final long head = store.read(EventStore::head).position();
        private final List<SubscriptionRecord> subscriptions = store.read(EventStore::subscriptions);
        private final List<Change> pending = new ArrayList<>();
        private long cleared;
        private long unread;
        private boolean announced;

        Round(Request request, String by) {
            this.request = request;
            this.by = by;
        }

        void run(JobWork.Progress progress) {
            EventQuery.Builder query = request.query().toBuilder()
                    .withoutDeleted()
                    .order(EventQuery.Order.ASCENDING)
                    .fromTheEnd()
                    .limit(PART);
            OptionalLong next;
            do {
                progress.checkCancelled();
                EventPage page = store.read(open -> open.query(query.build()));
                page.events().forEach(this::take);
                progress.done(cleared);
                next = page.next();
                if (next.isPresent()) {
                    query.cursor(next.getAsLong());
                }
            } while (next.isPresent() && next.getAsLong() < head);
        }

        private void take(StoredEvent stored) {
            if (stored.position() > head
                    || isRecord(stored)
                    || !request.also().test(stored.event().bind(events.binding()))) {
                return;
            }
            cleared++;
            if (subscriptions.stream().anyMatch(each -> isUnread(each, stored))) {
                unread++;
            }
            if (request.dryRun()) {
                return;
            }
            if (pending.size() >= PART) {
                write();
            }
            pending.add(new Change.DeleteData(stored.position()));
        }

        private static boolean isUnread(SubscriptionRecord subscription, StoredEvent stored) {
            return stored.position() > subscription.position()
                    && !subscription.finished().contains(stored.position())
                    && subscription.types().stream().anyMatch(each -> new TypePattern(each)
                            .matches(stored.event().type()));
        }

        private void write() {
            if (!announced) {
                announced = true;
                pending.add(record("carillon.events.clearing", Map.of()));
            }
            flush();
        }

        private void flush() {
            writer.write(List.copyOf(pending));
            pending.clear();
            tail.release();
        }

        /** Writes the rest and the record; returns its id. */
        String end(boolean cancelled) {
            if (request.dryRun()) {
                return "";
            }
            if (cancelled) {
                cleared -= pending.size();
                pending.clear();
            }
            Change.Append record = record(
                    "carillon.events.cleared",
                    Map.of("clearedCount", cleared, "unread", unread, "cancelled", cancelled));
            pending.add(record);
            flush();
            return record.event().event().id();
        }

        private Change.Append record(String type, Map<String, Object> more) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("clearedBy", by);
            data.put("selection", request.described());
            data.put("reason", request.reason());
            data.putAll(more);
            return events.by(by, type, "events", data);
        }
    }
}

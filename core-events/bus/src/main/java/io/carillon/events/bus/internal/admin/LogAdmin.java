// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.admin;

import io.carillon.events.DataBinding;
import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.Receipt;
import io.carillon.events.admin.BusStatus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.bus.internal.deliver.LogFollower;
import io.carillon.events.bus.internal.deliver.SubscriptionTable;
import io.carillon.events.bus.internal.log.Appender;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.publish.Publisher;
import io.carillon.events.bus.internal.publish.Publishing;
import io.carillon.events.bus.internal.publish.ReceiptDesk;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.TypeSummary;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The log for other bundles of the host. */
public final class LogAdmin implements EventsAdmin {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Publishing publishing;
    private final ReceiptDesk desk;
    private final StoreHolder store;
    private final LogTail tail;
    private final Appender appender;
    private final SubscriptionTable table;
    private final LogFollower follower;
    private final DataBinding binding;
    private final int queueLimit;

    /**
     * The log as these parts make it.
     *
     * @param desk hands receipts to whoever asked, on a thread that may be held up
     */
    public LogAdmin(
            Publishing publishing,
            ReceiptDesk desk,
            StoreHolder store,
            LogTail tail,
            Appender appender,
            SubscriptionTable table,
            LogFollower follower,
            DataBinding binding,
            int queueLimit) {
        this.publishing = publishing;
        this.desk = desk;
        this.store = store;
        this.tail = tail;
        this.appender = appender;
        this.table = table;
        this.follower = follower;
        this.binding = binding;
        this.queueLimit = queueLimit;
    }

    @Override
    public CompletionStage<List<Receipt>> publish(List<EventDraft> drafts) {
        for (EventDraft draft : drafts) {
            if (draft.source().isEmpty()) {
                throw new InvalidEventException("source", "must be given when publishing for somebody", "nothing");
            }
        }
        desk.reserve();
        boolean submitted = false;
        try {
            CompletableFuture<List<Receipt>> answer = publishing.publish(drafts, Publisher.HOST, binding);
            CompletionStage<List<Receipt>> receipt = desk.receipt(answer);
            submitted = true;
            return receipt;
        } finally {
            if (!submitted) {
                desk.release();
            }
        }
    }

    @Override
    public EventPage query(EventQuery query) {
        EventPage page = store.read(open -> open.query(query));
        return new EventPage(bound(page.events()), page.next());
    }

    @Override
    public long count(EventQuery query) {
        return store.read(open -> open.count(query));
    }

    @Override
    public List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
        return store.read(open -> open.groups(query, key));
    }

    @Override
    public List<StoredEvent> find(String id) {
        return bound(store.read(open -> open.find(id)));
    }

    @Override
    public List<StoredEvent> readAfter(long position, int limit) {
        return bound(store.read(open -> open.readAfter(position, limit)));
    }

    private List<StoredEvent> bound(List<StoredEvent> events) {
        return events.stream()
                .map(each -> new StoredEvent(
                        each.position(),
                        each.revision(),
                        each.event().bind(binding),
                        each.recordedTime(),
                        each.body(),
                        each.envelope(),
                        each.payload(),
                        each.chain(),
                        each.deleted()))
                .toList();
    }

    @Override
    public List<TypeSummary> types() {
        return store.read(EventStore::types);
    }

    @Override
    public LogHead head() {
        return store.read(EventStore::head);
    }

    @Override
    public OptionalLong openedAt() {
        return tail.openedAt();
    }

    @Override
    public long awaitAfter(long position, Duration timeout) throws InterruptedException {
        Duration wait = timeout.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : timeout;
        return tail.awaitBeyond(position, wait.toNanos());
    }

    @Override
    public BusStatus status() {
        return new BusStatus(
                publishing.published(),
                publishing.refused(),
                appender.queued(),
                queueLimit,
                table.size(),
                follower.unhandled());
    }
}

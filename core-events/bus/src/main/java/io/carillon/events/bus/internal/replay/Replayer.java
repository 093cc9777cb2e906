// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.replay;

import io.carillon.events.EventsException;
import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.bus.internal.deliver.SubscriptionTable;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Has stored events handled once more, and records that it did. */
public final class Replayer implements ReplayAdmin {

    private final SubscriptionTable table;
    private final StoreHolder store;
    private final Writer writer;
    private final HostEvents events;
    private final Timers timers;
    private final Clock clock;

    public Replayer(
            SubscriptionTable table, StoreHolder store, Writer writer, HostEvents events, Timers timers, Clock clock) {
        this.table = table;
        this.store = store;
        this.writer = writer;
        this.events = events;
        this.timers = timers;
        this.clock = clock;
    }

    @Override
    public Outcome replay(
            Request request, String replayId, String by, JobWork.Progress progress, Consumer<String> failures)
            throws InterruptedException {
        for (String each : request.subscriptions()) {
            if (table.get(each).isEmpty()
                    && store.read(open -> open.subscription(each)).isEmpty()) {
                throw new NoSuchElementException("there is no subscription " + each + "; nothing was replayed");
            }
        }
        Selection selection = new Selection(store, request);
        selection.requireOne();
        progress.total(selection.size());
        ReplayCourse course =
                new ReplayCourse(request, replayId, table, away(), new Waiting(progress, timers, clock), failures);
        if (request.dryRun()) {
            course.run(selection);
            return course.outcome();
        }
        Map<String, Object> started = started(replayId, by, selection);
        record(request, replayId, by, "carillon.subscription.replay_started", each -> started);
        Instant begin = clock.instant();
        try {
            course.run(selection);
        } catch (InterruptedException | RuntimeException e) {
            try {
                finished(request, replayId, by, course, begin, true);
            } catch (EventsException unrecorded) {
                e.addSuppressed(unrecorded);
            }
            throw e;
        }
        finished(request, replayId, by, course, begin, false);
        return course.outcome();
    }

    /** Subscriptions without a handler. */
    private List<SubscriptionRecord> away() {
        return store.read(EventStore::subscriptions).stream()
                .filter(each -> table.get(each.name()).isEmpty())
                .toList();
    }

    private static Map<String, Object> started(String replayId, String by, Selection selection) {
        Selection.Range range = selection.range().orElse(new Selection.Range(0, 0));
        return Map.of(
                "replayId", replayId, "mode", "replay", "from", range.first(), "to", range.last(), "requestedBy", by);
    }

    private void finished(
            Request request, String replayId, String by, ReplayCourse course, Instant begin, boolean cancelled) {
        long took = Duration.between(begin, clock.instant()).toMillis();
        Function<Share, Map<String, Object>> data = share -> Map.of(
                "replayId",
                replayId,
                "delivered",
                share.delivered(),
                "failed",
                share.failed(),
                "passedBy",
                share.passedBy(),
                "cancelled",
                cancelled,
                "durationMs",
                took);
        record(
                request,
                replayId,
                by,
                "carillon.subscription.replay_finished",
                each -> data.apply(each.isEmpty() ? all(course.outcome()) : course.share(each)));
    }

    private static Share all(Outcome outcome) {
        return new Share(
                outcome.delivered(),
                outcome.failed(),
                outcome.passedBy().stream().limit(Share.MAX_REASONS).toList());
    }

    /**
     * One event for each subscription that is named, or one for all.
     *
     * @param data what it tells of a subscription, or of all for an empty name
     */
    private void record(
            Request request, String replayId, String by, String type, Function<String, Map<String, Object>> data) {
        if (request.subscriptions().isEmpty()) {
            writer.write(events.by(by, type, "replay/" + replayId, data.apply("")));
            return;
        }
        List<Change> changes = new ArrayList<>();
        for (String each : request.subscriptions()) {
            Map<String, Object> own = new LinkedHashMap<>(data.apply(each));
            own.put("subscription", each);
            changes.add(events.by(by, type, "subscription/" + each, own));
        }
        writer.write(changes);
    }
}

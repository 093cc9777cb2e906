// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.replay;

import io.carillon.events.Event;
import io.carillon.events.ReplayMode;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.bus.internal.deliver.Subscriber;
import io.carillon.events.bus.internal.deliver.SubscriptionTable;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** One replay: an event is given to all its handlers at once, the next one when they are done with it. */
final class ReplayCourse {

    /** The most sentences about who was passed by. */
    static final int MAX_PASSED_BY = 1_000;

    /** How long a subscription that takes nothing is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String AWAY = "is dormant: its handler is not there";

    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final long NANOS_OF_SECOND = 1_000_000_000L;

    private final ReplayAdmin.Request request;
    private final String replayId;
    private final SubscriptionTable table;
    private final List<SubscriptionRecord> away;
    private final Waiting waiting;
    private final Consumer<String> failures;
    private final Set<String> passedBy = new LinkedHashSet<>();
    private final Map<String, Share> shares = new HashMap<>();
    private long selected;
    private long delivered;
    private long failed;

    ReplayCourse(
            ReplayAdmin.Request request,
            String replayId,
            SubscriptionTable table,
            List<SubscriptionRecord> away,
            Waiting waiting,
            Consumer<String> failures) {
        this.request = request;
        this.replayId = replayId;
        this.table = table;
        this.away = away;
        this.waiting = waiting;
        this.failures = failures;
    }

    ReplayAdmin.Outcome outcome() {
        return new ReplayAdmin.Outcome(selected, delivered, failed, List.copyOf(passedBy));
    }

    /** What came of it at one subscription. */
    Share share(String subscription) {
        return shares.getOrDefault(subscription, Share.NONE);
    }

    private void add(String subscription, Share more) {
        shares.merge(subscription, more, Share::plus);
    }

    void run(Selection selection) throws InterruptedException {
        Instant next = waiting.clock().instant();
        for (List<StoredEvent> page = selection.next(this::absent);
                !page.isEmpty();
                page = selection.next(this::absent)) {
            for (StoredEvent each : page) {
                waiting.progress().checkCancelled();
                if (request.rate() > 0 && !request.dryRun()) {
                    waiting.until(next);
                    next = waiting.clock().instant().plusNanos((long) (NANOS_OF_SECOND / request.rate()));
                }
                selected++;
                deliver(each);
                waiting.progress().done(selected);
            }
        }
    }

    private void absent(long position) {
        failures.accept("position " + position + " is not in the log");
    }

    private void deliver(StoredEvent stored) throws InterruptedException {
        List<Subscriber> targets = targets(stored.event().type());
        if (request.dryRun()) {
            delivered += targets.size();
            return;
        }
        if (targets.isEmpty()) {
            return;
        }
        Event copy = stored.event().replayed(replayId);
        Map<Subscriber, CompletableFuture<Optional<String>>> running = new LinkedHashMap<>();
        targets.forEach(each -> running.put(each, each.replay(copy, stored.position(), replayId)));
        for (Map.Entry<Subscriber, CompletableFuture<Optional<String>>> each : running.entrySet()) {
            ended(each.getKey(), copy, stored.position(), each.getValue());
        }
    }

    private void ended(
            Subscriber subscriber, Event copy, long position, CompletableFuture<Optional<String>> firstAttempt)
            throws InterruptedException {
        String name = subscriber.name();
        CompletableFuture<Optional<String>> attempt = firstAttempt;
        Instant patience = waiting.clock().instant().plus(PATIENCE);
        while (true) {
            try {
                Optional<String> failure = waiting.untilDone(attempt);
                delivered += failure.isEmpty() ? 1 : 0;
                failed += failure.isEmpty() ? 0 : 1;
                add(name, failure.isEmpty() ? Share.DELIVERED : Share.FAILED);
                failure.ifPresent(text -> failures.accept(name + " failed at position " + position + ": " + text));
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RejectedExecutionException busy)) {
                    throw new IllegalStateException("cannot replay position " + position + " to " + name, e.getCause());
                }
                if (waiting.clock().instant().isAfter(patience)) {
                    pass(name, "could not be given every event: " + busy.getMessage());
                    return;
                }
            }
            waiting.until(waiting.clock().instant().plus(AGAIN));
            Optional<Subscriber> now = table.get(name);
            if (now.isEmpty()) {
                pass(name, AWAY);
                return;
            }
            attempt = now.get().replay(copy, position, replayId);
        }
    }

    private List<Subscriber> targets(String type) {
        List<Subscriber> targets = new ArrayList<>();
        if (request.subscriptions().isEmpty()) {
            table.wanting(type).stream().filter(this::allows).forEach(targets::add);
            away.stream().filter(each -> wanted(each, type)).forEach(each -> pass(each.name(), AWAY));
            return targets;
        }
        for (String each : request.subscriptions()) {
            Optional<Subscriber> present = table.get(each);
            if (present.isEmpty()) {
                pass(each, AWAY);
            } else if (!present.get().wants(type)) {
                pass(each, "does not want events of type " + type);
            } else if (allows(present.get())) {
                targets.add(present.get());
            }
        }
        return targets;
    }

    private static boolean wanted(SubscriptionRecord subscription, String type) {
        return subscription.types().stream().anyMatch(each -> new TypePattern(each).matches(type));
    }

    private boolean allows(Subscriber subscriber) {
        boolean allowed = subscriber.declared().replay() == ReplayMode.ALLOW;
        if (!allowed) {
            pass(subscriber.name(), "denies replay");
        }
        return allowed;
    }

    private void pass(String subscription, String why) {
        if (passedBy.size() < MAX_PASSED_BY) {
            passedBy.add(subscription + " " + why);
        }
        add(subscription, Share.passedBy(why));
    }
}

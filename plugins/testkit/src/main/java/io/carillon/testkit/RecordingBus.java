// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.DeliveryReport;
import io.carillon.events.Event;
import io.carillon.events.EventBus;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.EventsException;
import io.carillon.events.Receipt;
import io.carillon.events.Registration;
import io.carillon.events.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A bus that keeps everything it is given and delivers at once, on the publishing thread. Events published by a handler
 * are delivered after it returns, in the order they were published.
 */
final class RecordingBus implements EventBus {

    private record Due(RegisteredHandler handler, Event event, long position, int number, Optional<String> replayId) {}

    private final String source;
    private final String plugin;
    private final JsonBinding binding;
    private final Causality causality;
    private final Outage outage;
    private final MemoryState state;
    private final OnceKeys onceKeys = new OnceKeys();
    private final List<RegisteredHandler> handlers = new CopyOnWriteArrayList<>();
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

    private final RecordedLog log;
    private final Queue<Due> due = new ArrayDeque<>();
    private final List<Due> failed = new ArrayList<>();
    private boolean delivering;

    RecordingBus(
            String plugin,
            TestClock clock,
            JsonBinding binding,
            Causality causality,
            Outage outage,
            MemoryState state) {
        this.plugin = plugin;
        this.source = "/plugins/" + plugin;
        this.binding = binding;
        this.causality = causality;
        this.outage = outage;
        this.state = state;
        this.log = new RecordedLog(source, clock);
    }

    @Override
    public CompletionStage<Receipt> publish(EventDraft draft) {
        return append(causality.causedByHandled(draft));
    }

    /** Appends a draft whose causes are settled, and delivers it. */
    CompletionStage<Receipt> append(EventDraft draft) {
        return appendAll(List.of(draft)).thenApply(receipts -> receipts.get(0));
    }

    private CompletionStage<List<Receipt>> appendAll(List<EventDraft> drafts) {
        List<EventDraft> given = drafts.stream()
                .map(draft -> draft.toBuilder().data(draft.data().bind(binding)).build())
                .toList();
        EventsException refusal = outage.next();
        if (refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        List<Receipt> all = new ArrayList<>();
        synchronized (this) {
            EventConflictException conflict = log.conflict(given);
            if (conflict != null) {
                return CompletableFuture.failedStage(conflict);
            }
            given.forEach(draft -> all.add(log.known(draft).orElseGet(() -> record(draft))));
        }
        deliver();
        return CompletableFuture.completedStage(List.copyOf(all));
    }

    private Receipt record(EventDraft given) {
        RecordedLog.Entry entry = log.record(given);
        for (RegisteredHandler handler : handlers) {
            if (handler.wants(entry.event(), given.ephemeral())) {
                due.add(new Due(handler, entry.event(), entry.receipt().position(), 1, Optional.empty()));
            }
        }
        return entry.receipt();
    }

    private void deliver() {
        while (true) {
            Due next;
            synchronized (this) {
                if (delivering || due.isEmpty()) {
                    return;
                }
                delivering = true;
                next = due.remove();
            }
            Event before = causality.swap(next.event());
            try {
                call(next);
            } finally {
                causality.swap(before);
                synchronized (this) {
                    delivering = false;
                }
            }
        }
    }

    private void call(Due next) {
        String identity = next.handler().identity();
        Effects effects = new Effects(state, onceKeys, outage, identity);
        Throwable thrown = next.handler()
                .handle(
                        next.event(),
                        new HandlerDelivery(
                                this,
                                next.event(),
                                next.position(),
                                identity,
                                next.number(),
                                next.replayId(),
                                effects));
        if (thrown == null) {
            effects.commit();
        } else {
            effects.discard();
        }
        attempts.add(new Attempt(next.handler().identity(), next.event(), next.number(), thrown));
        if (thrown != null) {
            synchronized (this) {
                failed.add(next);
            }
        }
    }

    void retryFailed() {
        synchronized (this) {
            failed.forEach(last -> due.add(
                    new Due(last.handler(), last.event(), last.position(), last.number() + 1, last.replayId())));
            failed.clear();
        }
        deliver();
    }

    /** Delivers what is in the log once more, to handlers that allow it. */
    void replay(String replayId) {
        synchronized (this) {
            for (RecordedLog.Entry entry : log.stored()) {
                handlers.stream()
                        .filter(handler -> handler.wants(entry.event(), false) && handler.allowsReplay())
                        .forEach(handler -> due.add(
                                new Due(handler, entry.event(), entry.receipt().position(), 1, Optional.of(replayId))));
            }
        }
        deliver();
    }

    synchronized List<Event> history() {
        return log.events();
    }

    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    void register(Subscription subscription, EventHandler<?> handler) {
        RegisteredHandler registered = RegisteredHandler.of(plugin, subscription, handler);
        if (handlers.stream().anyMatch(known -> known.identity().equals(registered.identity()))) {
            throw new IllegalStateException("there is a subscription " + registered.identity() + " already");
        }
        handlers.add(registered);
    }

    @Override
    public void publishAndForget(EventDraft draft) {
        publish(draft);
    }

    @Override
    public DeliveryReport publishAndWait(EventDraft draft, Duration timeout) {
        if (causality.isHandling()) {
            throw new IllegalStateException("publishAndWait from a handler would wait for itself; use publish");
        }
        int before = attempts.size();
        Receipt receipt = publish(draft).toCompletableFuture().join();
        List<DeliveryReport.Delivery> deliveries = attempts.subList(before, attempts.size()).stream()
                .filter(attempt -> attempt.event().id().equals(receipt.id()))
                .map(attempt -> new DeliveryReport.Delivery(
                        attempt.subscription(),
                        attempt.handled() ? DeliveryReport.Outcome.HANDLED : DeliveryReport.Outcome.FAILED,
                        Duration.ZERO,
                        attempt.failure().map(Throwable::toString).orElse(null)))
                .toList();
        return new DeliveryReport(receipt, deliveries);
    }

    @Override
    public CompletionStage<List<Receipt>> publishAll(List<EventDraft> drafts) {
        if (drafts.isEmpty() || drafts.size() > MAX_BATCH) {
            throw new IllegalArgumentException("a batch has 1 to " + MAX_BATCH + " events, got " + drafts.size());
        }
        if (drafts.stream().anyMatch(EventDraft::ephemeral)) {
            throw new IllegalArgumentException("a batch takes no ephemeral events");
        }
        return appendAll(drafts.stream().map(causality::causedByHandled).toList());
    }

    @Override
    public Registration subscribe(Subscription subscription, EventHandler<Event> handler) {
        register(subscription, handler);
        String identity = plugin + ":" + subscription.id();
        return new Registration() {
            @Override
            public String subscription() {
                return identity;
            }

            @Override
            public void close() {
                handlers.removeIf(known -> known.identity().equals(identity));
            }
        };
    }

    @Override
    public int unsubscribeAll() {
        int count = handlers.size();
        handlers.clear();
        return count;
    }

    @Override
    public int handlerCount() {
        return handlers.size();
    }

    @Override
    public int handlerCount(String type) {
        return (int) handlers.stream()
                .filter(handler -> handler.subscription().wants(type))
                .count();
    }

    @Override
    public synchronized Optional<Event> latest(String type, String subject) {
        outage.check();
        return log.latest(type, subject);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.DeliveryReport;
import io.carillon.events.Durability;
import io.carillon.events.Event;
import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.EventsException;
import io.carillon.events.Receipt;
import io.carillon.events.Registration;
import io.carillon.events.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A bus that keeps what is published, if it is not made to block. */
final class RecordingBus implements EventBus {

    final List<EventDraft> published = new CopyOnWriteArrayList<>();
    volatile CountDownLatch open = new CountDownLatch(0);

    /** What publishing fails with, {@code null} while it works. */
    volatile @Nullable EventsException failure;

    final AtomicInteger attempts = new AtomicInteger();

    @Override
    public CompletionStage<Receipt> publish(EventDraft draft) {
        attempts.incrementAndGet();
        EventsException failing = failure;
        if (failing != null) {
            return CompletableFuture.failedFuture(failing);
        }
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(e);
        }
        published.add(draft);
        return CompletableFuture.completedFuture(
                new Receipt(draft.id().orElseThrow(), "deployer", published.size(), Durability.DURABLE, false));
    }

    /** What was published about one plugin, in order: the last word of each type. */
    List<String> about(String plugin) {
        return published.stream()
                .filter(draft -> draft.subject().equals(Optional.of("plugin/" + plugin)))
                .map(draft -> draft.type().substring("carillon.plugin.".length()))
                .toList();
    }

    @Override
    public void publishAndForget(EventDraft draft) {
        throw new UnsupportedOperationException("the deployer waits for the receipt");
    }

    @Override
    public DeliveryReport publishAndWait(EventDraft draft, Duration timeout) {
        throw new UnsupportedOperationException("the deployer publishes one by one");
    }

    @Override
    public CompletionStage<List<Receipt>> publishAll(List<EventDraft> drafts) {
        throw new UnsupportedOperationException("the deployer publishes one by one");
    }

    @Override
    public Registration subscribe(Subscription subscription, EventHandler<Event> handler) {
        throw new UnsupportedOperationException("the deployer handles no events");
    }

    @Override
    public int unsubscribeAll() {
        return 0;
    }

    @Override
    public int handlerCount() {
        return 0;
    }

    @Override
    public int handlerCount(String type) {
        return 0;
    }

    @Override
    public Optional<Event> latest(String type, String subject) {
        return Optional.empty();
    }
}

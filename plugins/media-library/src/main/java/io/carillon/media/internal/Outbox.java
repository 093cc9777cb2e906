// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.EventBus;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventDraft;
import io.carillon.events.EventsException;
import io.carillon.events.Receipt;
import io.carillon.events.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes and waits for the receipts. Every draft has an id, so that trying again never makes a second event.
 *
 * <p>Threads: for one thread.
 */
final class Outbox {

    private static final Duration RECEIPT_WAIT = Duration.ofSeconds(30);
    private static final int MAX_VARIANTS = 8;

    private final EventBus bus;
    private final Patience patience;

    Outbox(EventBus bus, Patience patience) {
        this.bus = bus;
        this.patience = patience;
    }

    /** {@link #publish(List, UnaryOperator)} of one event of which there is one version only. */
    void publish(EventDraft draft) {
        publish(List.of(draft), UnaryOperator.identity());
    }

    /**
     * Publishes all, and returns when all are in the log. As many are in flight as are given.
     *
     * @param otherwise what to publish instead of a draft whose id the log has with another body: something of another id
     */
    void publish(List<EventDraft> drafts, UnaryOperator<EventDraft> otherwise) {
        List<CompletionStage<Receipt>> stages = new ArrayList<>();
        drafts.forEach(draft -> stages.add(start(draft)));
        for (int i = 0; i < drafts.size(); i++) {
            finish(drafts.get(i), stages.get(i), otherwise);
        }
    }

    private void finish(EventDraft draft, CompletionStage<Receipt> begun, UnaryOperator<EventDraft> otherwise) {
        EventDraft current = draft;
        CompletionStage<Receipt> stage = begun;
        for (int variant = 0; variant < MAX_VARIANTS; variant++) {
            try {
                receipt(current, stage);
                return;
            } catch (EventConflictException e) {
                EventDraft next = otherwise.apply(current);
                if (next.id().equals(current.id())) {
                    return;
                }
                current = next;
                stage = start(current);
            }
        }
        throw new IllegalStateException("the log has " + MAX_VARIANTS + " other events like " + draft);
    }

    private void receipt(EventDraft draft, CompletionStage<Receipt> begun) {
        Attempt attempt = new Attempt(draft, begun);
        patience.until(attempt::receipt);
    }

    private CompletionStage<Receipt> start(EventDraft draft) {
        try {
            return bus.publish(draft);
        } catch (EventsException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Waits for a receipt; publishes anew from the second time on. */
    private final class Attempt {

        private final EventDraft draft;
        private @Nullable CompletionStage<Receipt> begun;

        Attempt(EventDraft draft, CompletionStage<Receipt> begun) {
            this.draft = draft;
            this.begun = begun;
        }

        Receipt receipt() {
            CompletionStage<Receipt> stage = begun == null ? start(draft) : begun;
            begun = null;
            try {
                return stage.toCompletableFuture().get(RECEIPT_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StopSignal.StoppedException();
            } catch (TimeoutException e) {
                throw new StoreUnavailableException("no receipt for " + draft + " within " + RECEIPT_WAIT, e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof EventsException refused) {
                    throw refused;
                }
                throw new IllegalStateException("cannot publish " + draft, e.getCause());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * When a durable subscription handled what, as the store keeps it: one document with the passes and the open page of each
 * grain, and one for each full page. Full pages of a grain stand in {@value #PAGES} slots, the newest in place of the
 * oldest. Source: docs/decisions/0025.
 *
 * @param subscription its name
 * @param passes the newest, in the order of time; an immutable list
 * @param grains the finest first; an immutable list
 */
public record DeliveryBook(String subscription, List<Pass> passes, List<Grain> grains) {

    /** The most stretches of a page of a handler. */
    static final int ROWS = 256;
    /** The most full pages of a grain. */
    static final int PAGES = 64;
    /** The most passes. */
    static final int MAX_PASSES = 100;
    /** Milliseconds between the first and the last event of a stretch, at most, for each grain. */
    static final List<Long> MOMENTS = List.of(1_000L, 60_000L);

    /** The collection of the documents. */
    public static final String COLLECTION = "carillon.subscription.deliveries";

    /**
     * Stretches of one grain.
     *
     * @param number of the open page, from 0
     * @param closed the full pages there are, the oldest first; an immutable list
     * @param rows of the open page, each a {@link Stretch}; an immutable list
     */
    public record Grain(long number, List<Closed> closed, List<String> rows) {
        public Grain {
            closed = List.copyOf(closed);
            rows = List.copyOf(rows);
        }

        /** Whether older pages were given up. */
        boolean isCut() {
            return number > closed.size();
        }
    }

    /**
     * Where a full page is, and what is on it.
     *
     * @param first lowest position
     * @param last highest position
     * @param since milliseconds since 1970; what is older is on older pages
     */
    public record Closed(long number, long first, long last, long since) {}

    /**
     * A full page.
     *
     * @param rows each a {@link Stretch}; an immutable list
     */
    public record Page(String subscription, long number, List<String> rows) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    public DeliveryBook {
        passes = List.copyOf(passes);
        grains = List.copyOf(grains);
        if (grains.size() != MOMENTS.size()) {
            throw new IllegalArgumentException("a book has " + MOMENTS.size() + " grains, got " + grains.size());
        }
    }

    /** One that tells nothing. */
    static DeliveryBook empty(String subscription) {
        return new DeliveryBook(
                subscription,
                List.of(),
                MOMENTS.stream().map(each -> new Grain(0, List.of(), List.of())).toList());
    }

    /** What a store has; empty if it has nothing. */
    public static DeliveryBook read(EventStore store, String subscription) {
        return store.document(COLLECTION, DocumentKey.of(subscription))
                .map(document -> DocumentKey.read(document.json(), DeliveryBook.class))
                .orElseGet(() -> empty(subscription));
    }

    /** The key of the document of a full page. */
    static String key(String subscription, int grain, long number) {
        return DocumentKey.of(subscription) + "@" + grain + "/" + number % PAGES;
    }

    /** The change that keeps it. */
    Change.PutDocument change() {
        return new Change.PutDocument(COLLECTION, DocumentKey.of(subscription), DocumentKey.json(this), Map.of());
    }

    /** The changes that forget all there may be of a subscription. */
    public static List<Change> forget(String subscription) {
        List<Change> removals = new ArrayList<>();
        removals.add(new Change.RemoveDocument(COLLECTION, DocumentKey.of(subscription)));
        for (int grain = 0; grain < MOMENTS.size(); grain++) {
            for (int slot = 0; slot < PAGES; slot++) {
                removals.add(new Change.RemoveDocument(COLLECTION, key(subscription, grain, slot)));
            }
        }
        return removals;
    }
}

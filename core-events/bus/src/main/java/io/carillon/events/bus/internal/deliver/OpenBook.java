// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.deliver.DeliveryBook.Page;
import io.carillon.events.store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@link DeliveryBook} of a subscription while it delivers.
 *
 * <p>No I/O, no threads: guarded by the lock of its owner.
 */
public final class OpenBook {

    /** The most characters of all passes, if there is more than one. */
    private static final int MAX_WEIGHT = 64 * 1024;

    /**
     * What it holds at one time.
     *
     * @param unstored full pages that may not be stored yet, by the key of their document; an immutable map
     */
    public record Snapshot(DeliveryBook book, Map<String, Page> unstored) {
        public Snapshot {
            unstored = Map.copyOf(unstored);
        }
    }

    private final String subscription;
    private final String version;
    private final List<String> types;
    private final List<OpenGrain> grains;
    private final List<Pass> passes = new ArrayList<>();
    private List<List<Page>> travelling = List.of();
    private boolean changed;

    /**
     * The book of one subscription.
     *
     * @param version of its plugin; where a client is
     * @param types patterns it goes by
     */
    OpenBook(String subscription, String version, List<String> types) {
        this(subscription, version, types, DeliveryBook.ROWS);
    }

    /**
     * The same with pages of another size.
     *
     * @param rows the most stretches of a page
     */
    OpenBook(String subscription, String version, List<String> types, int rows) {
        this.subscription = subscription;
        this.version = version;
        this.types = List.copyOf(types);
        this.grains = DeliveryBook.MOMENTS.stream()
                .map(moment -> new OpenGrain(subscription, moment, rows))
                .toList();
    }

    /**
     * Begins a new pass behind those that are stored.
     *
     * @param place where the subscription begins
     * @param head end of the log
     */
    void begin(Placement.Found place, long head, Instant now) {
        DeliveryBook stored = place.book();
        Ledger.Mark mark = place.mark();
        int number = stored.passes().isEmpty()
                ? 1
                : stored.passes().get(stored.passes().size() - 1).number() + 1;
        passes.clear();
        passes.addAll(stored.passes());
        passes.add(new Pass(
                number,
                version,
                types,
                mark.position(),
                mark.finished(),
                place.setAside().size(),
                head,
                place.moved(),
                now,
                now));
        while (passes.size() > DeliveryBook.MAX_PASSES
                || passes.size() > 1 && passes.stream().mapToInt(Pass::weight).sum() > MAX_WEIGHT) {
            passes.remove(0);
        }
        for (int i = 0; i < grains.size(); i++) {
            grains.get(i).begin(stored.grains().get(i), number);
        }
        travelling = List.of();
        changed = true;
    }

    /** An event straight from the log was handled at its first attempt; its number counts those that are wanted. */
    void handled(long number, long position, Instant now) {
        grains.forEach(each -> each.handled(number, position, now.toEpochMilli()));
        changed = true;
    }

    /** An event that waited behind another one of its key was handled at its first attempt. */
    void followed(String kept, long position, Instant now) {
        String key = Stretch.shortened(kept);
        grains.forEach(each -> each.followed(key, position, now.toEpochMilli()));
        changed = true;
    }

    /** An event that had failed before was handled, or one is given up. */
    void ended(long position, String kept, int attempts, boolean handled, Instant now, Duration took) {
        failed(kept);
        grains.forEach(each -> each.single(position, attempts, handled, now.toEpochMilli(), took.toMillis()));
        changed = true;
    }

    /** An event of a key failed and is tried again; what follows it is another stretch than what came before. */
    void failed(String kept) {
        String key = Stretch.shortened(kept);
        grains.forEach(each -> each.breakOff(key));
    }

    /** Whether there is anything to be stored. */
    boolean isChanged() {
        return changed;
    }

    /** The changes that keep it as it is. */
    List<Change> changes(Instant now) {
        changed = false;
        passes.set(passes.size() - 1, passes.get(passes.size() - 1).writtenAt(now));
        Snapshot snapshot = snapshot();
        List<Change> changes = new ArrayList<>();
        snapshot.unstored()
                .forEach((key, page) -> changes.add(
                        new Change.PutDocument(DeliveryBook.COLLECTION, key, DocumentKey.json(page), Map.of())));
        changes.add(snapshot.book().change());
        travelling = grains.stream().map(OpenGrain::unstored).toList();
        return changes;
    }

    /** The changes asked for last are stored. */
    void stored() {
        for (int i = 0; i < travelling.size(); i++) {
            grains.get(i).stored(travelling.get(i));
        }
        travelling = List.of();
    }

    /** As it is. */
    Snapshot snapshot() {
        Map<String, Page> unstored = new HashMap<>();
        for (int grain = 0; grain < grains.size(); grain++) {
            for (Page page : grains.get(grain).unstored()) {
                unstored.put(DeliveryBook.key(subscription, grain, page.number()), page);
            }
        }
        return new Snapshot(
                new DeliveryBook(
                        subscription,
                        passes,
                        grains.stream().map(OpenGrain::grain).toList()),
                unstored);
    }
}

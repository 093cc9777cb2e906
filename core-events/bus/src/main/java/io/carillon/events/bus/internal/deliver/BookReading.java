// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.deliver.DeliveryBook.Closed;
import io.carillon.events.bus.internal.deliver.DeliveryBook.Grain;
import io.carillon.events.bus.internal.deliver.DeliveryBook.Page;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the {@link DeliveryBook} of a subscription says of one event.
 *
 * @param last how its last delivery ended that is in the book
 * @param gap if it is finished, when it must have been handled without being in the book, for the host stopped before; empty
 *     if it is in the book, or if the book does not reach back that far
 * @param unsure whether it may have been handled later without being in the book, for the subscription was moved before it
 *     was known to be finished
 */
public record BookReading(Optional<Delivered> last, Optional<Gap> gap, boolean unsure) {

    /**
     * An end that is in the book.
     *
     * @param stretch that holds the event
     * @param pass of the stretch
     * @param times in how many passes it was handled
     * @param newest whether no pass began later
     */
    public record Delivered(Stretch stretch, Pass pass, int times, boolean newest) {}

    /**
     * A time of which something is not in the book.
     *
     * @param from when the book was last stored before
     * @param to when the next pass began; empty if none has
     * @param version of the plugin; empty if there were several
     */
    public record Gap(Instant from, Optional<Instant> to, Optional<String> version) {}

    /**
     * Looks an event up.
     *
     * @param live the book that is being written, if the handler is there
     */
    public static BookReading of(
            EventStore store, String subscription, Optional<OpenBook.Snapshot> live, StoredEvent event) {
        DeliveryBook book = live.map(OpenBook.Snapshot::book).orElseGet(() -> DeliveryBook.read(store, subscription));
        Function<String, Optional<Page>> pages =
                key -> live.map(snapshot -> snapshot.unstored().get(key))
                        .or(() -> store.document(DeliveryBook.COLLECTION, key)
                                .map(document -> DocumentKey.read(document.json(), Page.class)));
        return new Search(book, pages, event, live.isPresent()).read();
    }

    private static final class Search {

        private final DeliveryBook book;
        private final Function<String, Optional<Page>> pages;
        private final StoredEvent event;
        private final boolean live;
        private final Set<String> keys;
        /** Those that may have had the event, in the order of time. */
        private final List<Pass> passes;

        private boolean unsure;

        Search(DeliveryBook book, Function<String, Optional<Page>> pages, StoredEvent event, boolean live) {
            this.book = book;
            this.pages = pages;
            this.event = event;
            this.live = live;
            this.keys = KeyRule.possible(event.event()).stream()
                    .map(Stretch::shortened)
                    .collect(Collectors.toUnmodifiableSet());
            this.passes = eligible();
        }

        /** What was appended after a pass began no earlier one had. */
        private List<Pass> eligible() {
            List<Pass> all = book.passes();
            int first = 0;
            for (int i = 0; i < all.size(); i++) {
                if (event.position() > all.get(i).head()) {
                    first = i;
                }
            }
            return all.subList(first, all.size());
        }

        private boolean isWanted(Pass pass) {
            return pass.wants(event.event().type());
        }

        BookReading read() {
            List<Stretch> found = new ArrayList<>();
            for (int grain = 0; grain < book.grains().size(); grain++) {
                for (Stretch each : about(grain)) {
                    boolean known = found.stream().anyMatch(finer -> finer.pass() >= each.pass());
                    if (pass(each).isPresent() && (!known || grain == 0)) {
                        found.add(each);
                    }
                }
            }
            Optional<Stretch> last = found.stream().reduce((one, next) -> next.pass() >= one.pass() ? next : one);
            int times = (int) found.stream()
                    .filter(Stretch::handled)
                    .map(Stretch::pass)
                    .distinct()
                    .count();
            Optional<Gap> gap = gap(last);
            return new BookReading(
                    last.map(each -> new Delivered(each, pass(each).orElseThrow(), times, isNewest(each))),
                    gap,
                    unsure);
        }

        private Optional<Pass> pass(Stretch stretch) {
            return passes.stream()
                    .filter(each -> each.number() == stretch.pass() && isWanted(each))
                    .findFirst();
        }

        private boolean isNewest(Stretch stretch) {
            return book.passes().get(book.passes().size() - 1).number() == stretch.pass();
        }

        /** The stretches of a grain that hold the event, in the order they were written. */
        private List<Stretch> about(int index) {
            Grain grain = book.grains().get(index);
            List<Stretch> found = new ArrayList<>();
            for (Closed each : grain.closed()) {
                if (each.first() <= event.position() && event.position() <= each.last()) {
                    pages.apply(DeliveryBook.key(book.subscription(), index, each.number()))
                            .filter(page -> page.number() == each.number())
                            .ifPresent(page -> collect(page.rows(), found));
                }
            }
            collect(grain.rows(), found);
            return found;
        }

        private void collect(List<String> rows, List<Stretch> found) {
            rows.stream()
                    .map(Stretch::parse)
                    .filter(each -> each.covers(event.position(), keys))
                    .forEach(found::add);
        }

        /**
         * From the pass that cannot have begun with it finished to the one after which it surely was. One that was put
         * elsewhere before says nothing of that; then those before count.
         */
        private Optional<Gap> gap(Optional<Stretch> last) {
            if (isCut()) {
                return Optional.empty();
            }
            for (int first = passes.size() - 1; first >= 0; first--) {
                if (isWanted(passes.get(first)) && passes.get(first).mayHaveHad(event.position())) {
                    int number = passes.get(first).number();
                    if (last.filter(each -> each.handled() && each.pass() >= number)
                            .isPresent()) {
                        return Optional.empty();
                    }
                    int next = first + 1;
                    while (next < passes.size()
                            && !passes.get(next).moved()
                            && !passes.get(next).foundFinished(event.position())) {
                        next++;
                    }
                    if (next == passes.size() && live) {
                        next--; // the last pass misses nothing
                    }
                    if (next == first) {
                        return Optional.empty();
                    }
                    if (next == passes.size() || !passes.get(next).moved()) {
                        return Optional.of(between(first, next));
                    }
                    unsure |= next > first + 1 || passes.get(next).aside() > 0;
                }
            }
            return Optional.empty();
        }

        private Gap between(int first, int next) {
            List<Pass> between = passes.subList(first, next);
            List<String> versions =
                    between.stream().map(Pass::version).distinct().toList();
            return new Gap(
                    later(event.recordedTime(), between.get(0).written()),
                    next == passes.size()
                            ? Optional.empty()
                            : Optional.of(passes.get(next).since()),
                    versions.size() == 1 ? Optional.of(versions.get(0)) : Optional.empty());
        }

        /** Whether the page may be gone that told of it. */
        private boolean isCut() {
            Grain coarsest = book.grains().get(book.grains().size() - 1);
            return coarsest.isCut()
                    && !event.recordedTime()
                            .isAfter(Instant.ofEpochMilli(
                                    coarsest.closed().get(0).since()));
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }
}

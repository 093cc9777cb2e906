// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.store.Change;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a subscription was from which position on, so that it can be said later why it got an event or did not. Kept as one
 * document for each subscription; it outlives a purge.
 *
 * @param subscription its name
 * @param spans in the order of time, the newest {@value #MAX_SPANS} at most; an immutable list
 */
public record SubscriptionHistory(String subscription, List<Span> spans) {

    /** The most spans kept. */
    public static final int MAX_SPANS = 100;

    /** The collection of the documents. */
    public static final String COLLECTION = "carillon.subscription.history";

    private static final int PAGE = 200;
    private static final int MAX_JSON = 256 * 1024;

    /** Why a span begins. */
    public enum Mark {
        /** It was seen for the first time, or after it was purged: events up to the position were never its own. */
        STARTED,
        /** Its handler came with other types or of another version of its plugin, or came back. */
        CHANGED,
        /** Somebody put it to the position; what lies between is passed by, or comes again. */
        MOVED,
        /** Somebody switched it off. */
        PAUSED,
        /** Somebody switched it on. */
        RESUMED,
        /** Its handler went. */
        LEFT,
        /** It was removed for good. */
        PURGED
    }

    /**
     * A stretch that begins with a mark and lasts until the next.
     *
     * @param mark why it begins
     * @param position events after it belong to the span
     * @param since when it began
     * @param types patterns that hold; an immutable list
     * @param pluginVersion version of its plugin
     * @param generation of the types
     * @param by who did it; empty when nobody in particular
     */
    public record Span(
            Mark mark,
            long position,
            Instant since,
            List<String> types,
            String pluginVersion,
            int generation,
            String by) {
        public Span {
            types = List.copyOf(types);
        }

        /** The same from another place and time on, for another reason. */
        public Span next(Mark why, long from, Instant at, String who) {
            return new Span(why, from, at, types, pluginVersion, generation, who);
        }
    }

    public SubscriptionHistory {
        spans = List.copyOf(spans);
    }

    /** What a store knows of a subscription; without spans if it knows nothing. */
    public static SubscriptionHistory read(EventStore store, String subscription) {
        return store.document(COLLECTION, DocumentKey.of(subscription))
                .map(document -> DocumentKey.read(document.json(), SubscriptionHistory.class))
                .orElseGet(() -> new SubscriptionHistory(subscription, List.of()));
    }

    /** The names of all subscriptions a store remembers, in no particular order. */
    public static List<String> names(EventStore store) {
        List<String> names = new ArrayList<>();
        String after = "";
        List<Document> page;
        do {
            page = store.documents(COLLECTION, "", "", after, PAGE);
            for (Document document : page) {
                names.add(DocumentKey.read(document.json(), SubscriptionHistory.class)
                        .subscription());
                after = document.key();
            }
        } while (page.size() == PAGE);
        return names;
    }

    /** The newest span. */
    public Optional<Span> last() {
        return spans.isEmpty() ? Optional.empty() : Optional.of(spans.get(spans.size() - 1));
    }

    /** Whether it was put to another place since its newest pass began. */
    boolean movedSince(DeliveryBook book) {
        return book.passes().stream()
                .reduce((one, next) -> next)
                .map(Pass::since)
                .filter(begin -> spans.stream()
                        .anyMatch(each ->
                                each.mark() == Mark.MOVED && !each.since().isBefore(begin)))
                .isPresent();
    }

    /** With one span more; the oldest go when there are too many. */
    public SubscriptionHistory with(Span span) {
        List<Span> more = new ArrayList<>(spans);
        more.add(span);
        return new SubscriptionHistory(
                subscription, more.size() > MAX_SPANS ? more.subList(more.size() - MAX_SPANS, more.size()) : more);
    }

    /** Without the newest span. */
    SubscriptionHistory withoutLast() {
        return new SubscriptionHistory(subscription, spans.subList(0, Math.max(0, spans.size() - 1)));
    }

    /** The change that keeps it. */
    public Change.PutDocument change() {
        SubscriptionHistory kept = this;
        String json = DocumentKey.json(kept);
        while (json.length() > MAX_JSON && kept.spans.size() > 1) {
            kept = new SubscriptionHistory(subscription, kept.spans.subList(kept.spans.size() / 2, kept.spans.size()));
            json = DocumentKey.json(kept);
        }
        return new Change.PutDocument(COLLECTION, DocumentKey.of(subscription), json, Map.of());
    }
}

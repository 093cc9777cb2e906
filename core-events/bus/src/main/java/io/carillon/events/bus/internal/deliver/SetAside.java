// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event that failed and was put aside by reference, so that its subscription can go on, and what waits behind it.
 *
 * @param subscription whose it is
 * @param key of the events that wait behind it, as {@link KeyRule#kept} gives it
 * @param position the event; once it is {@code done}, everything of the key up to here is
 * @param attempts how often it failed
 * @param first time of the first attempt
 * @param last time of the last attempt
 * @param due when it is tried again; {@code null} if an operator has to ask for it
 * @param cause why the last attempt failed, in short
 * @param letter whether there is a dead letter of it
 * @param note what an operator wrote on the dead letter
 * @param stops whether the whole subscription waits behind it
 * @param done whether it is finished, so that those behind it follow
 */
public record SetAside(
        String subscription,
        String key,
        long position,
        int attempts,
        Instant first,
        Instant last,
        @Nullable Instant due,
        String cause,
        boolean letter,
        String note,
        boolean stops,
        boolean done) {

    static final String COLLECTION = "carillon.retries";

    /** The event itself if it is set aside, and whatever it may wait behind. */
    public static List<SetAside> concerning(EventStore store, String subscription, StoredEvent event) {
        Set<String> keys = KeyRule.possible(event.event());
        List<SetAside> concerning = new ArrayList<>();
        String after = "";
        List<Document> page;
        do {
            page = store.documents(COLLECTION, DocumentKey.SUBSCRIPTION, subscription, after, LogReader.MAX_PAGE);
            for (Document document : page) {
                SetAside each = read(document);
                if (each.position == event.position() || keys.contains(each.key)) {
                    concerning.add(each);
                }
                after = document.key();
            }
        } while (page.size() == LogReader.MAX_PAGE);
        return List.copyOf(concerning);
    }

    static SetAside read(Document document) {
        return DocumentKey.read(document.json(), SetAside.class);
    }

    /** Whether the whole subscription waits behind it. */
    boolean blocksAll() {
        return stops || key.equals(KeyRule.GLOBAL);
    }

    /** A dead letter nothing waits behind, asked for by an operator. */
    static SetAside asked(DeadLetter letter, Instant now) {
        return new SetAside(
                letter.subscription(),
                KeyRule.ALONE,
                letter.position(),
                0,
                letter.first(),
                letter.last(),
                now,
                DocumentKey.shorten(letter.cause()),
                true,
                letter.note(),
                false,
                false);
    }

    /** Asked for by an operator: tried again now, with a fresh count of attempts. */
    SetAside asked(Instant now) {
        return new SetAside(subscription, key, position, 0, first, last, now, cause, letter, note, stops, false);
    }

    /** Whether it is a dead letter that nobody has asked for yet. */
    boolean waitsForOperator() {
        return !done && due == null;
    }

    /** Finished, as everything of its key is up to a position. */
    SetAside doneUpTo(long upTo) {
        return new SetAside(subscription, key, upTo, 0, first, last, null, "", false, "", false, true);
    }

    Change.PutDocument put() {
        return new Change.PutDocument(
                COLLECTION,
                DocumentKey.of(subscription, position),
                DocumentKey.json(this),
                Map.of(DocumentKey.SUBSCRIPTION, subscription));
    }

    static Change.RemoveDocument remove(String subscription, long position) {
        return new Change.RemoveDocument(COLLECTION, DocumentKey.of(subscription, position));
    }
}

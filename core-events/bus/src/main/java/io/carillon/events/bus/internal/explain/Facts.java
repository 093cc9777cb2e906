// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.explain;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.bus.internal.deliver.BookReading;
import io.carillon.events.bus.internal.deliver.RecentDeliveries;
import io.carillon.events.bus.internal.deliver.SetAside;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionRecord;
import java.util.List;
import java.util.Optional;

/**
 * All that is kept of one event at one durable subscription.
 *
 * @param lives its lives, the newest first
 * @param record what the store knows of it, if it was not removed
 * @param status how it stands, if its handler is there
 * @param setAside the event itself if it failed, and any it may wait behind
 * @param letter its dead letter
 * @param book what is kept of its deliveries
 * @param live whether its handler or client is there, and the book is being written, so that nothing of this pass is missing from it
 * @param recent the last attempt this host made
 * @param handling whether it is being handled now
 * @param discarded when and by whom it was given up
 * @param moved when and by whom the subscription was put beyond it
 */
record Facts(
        String subscription,
        StoredEvent event,
        List<Past> lives,
        Optional<SubscriptionRecord> record,
        Optional<SubscriptionStatus> status,
        List<SetAside> setAside,
        Optional<DeadLetter> letter,
        BookReading book,
        boolean live,
        Optional<RecentDeliveries.Attempt> recent,
        boolean handling,
        Optional<StoredEvent> discarded,
        Optional<StoredEvent> moved) {

    Facts {
        lives = List.copyOf(lives);
        setAside = List.copyOf(setAside);
    }

    /** How it was handled the last time that is kept. */
    Optional<BookReading.Delivered> handled() {
        return book.last().filter(each -> each.stretch().handled());
    }

    /** Whether it was handled since the subscription was put to its place last, so that it does not come again. */
    boolean isDone() {
        return handled().filter(each -> each.newest() && (live || isPassed())).isPresent();
    }

    long position() {
        return event.position();
    }

    String type() {
        return event.event().type();
    }

    /** The first of these patterns that the event matches. */
    String pattern(List<String> types) {
        return types.stream()
                .filter(each -> new TypePattern(each).matches(type()))
                .findFirst()
                .orElse("a pattern");
    }

    /** Whether the subscription is one of a client. */
    boolean isClient() {
        return subscription.startsWith(ClientSubscriptionsAdmin.PREFIX);
    }

    /** The event itself, if it failed and is not finished. */
    Optional<SetAside> failed() {
        return setAside.stream()
                .filter(each -> each.position() == position() && !each.done())
                .findFirst();
    }

    /** What the event waits behind. */
    Optional<SetAside> ahead() {
        return setAside.stream().filter(each -> each.position() < position()).findFirst();
    }

    /** Whether the checkpoint counts it: handled, not wanted, or set aside. */
    boolean isPassed() {
        return record.map(each ->
                                position() <= each.position() || each.finished().contains(position()))
                        .orElse(false)
                || status.map(each -> position() <= each.position()).orElse(false);
    }

    /** The life it belongs to. */
    Optional<Past> life() {
        return lives.stream().filter(each -> each.covers(position())).findFirst();
    }
}
